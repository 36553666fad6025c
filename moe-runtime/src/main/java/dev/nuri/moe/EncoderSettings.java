package dev.nuri.moe;

/**
 * How a {@link TextEncoder} makes vectors.
 *
 * @param dimension components kept, from the first on, before the vector is brought to unit length (Kusupati et al., arXiv
 *     2205.13147); 0 for all
 * @param longTexts what becomes of a text that is longer than the model's context
 * @param reproducible whether each text has a pass of its own. Texts that share one are faster together, but kernels may
 *     then sum in another order, so that a text's last digits depend on its neighbours
 */
public record EncoderSettings(int dimension, LongTexts longTexts, boolean reproducible) {
    /** What becomes of a text that is longer than the model's context. */
    public enum LongTexts {
        /** Its first tokens are embedded. */
        CUT,
        /** It is refused with an error. */
        REFUSE
    }

    public EncoderSettings {
        if (dimension < 0) {
            throw new ModelInputException("dimension must be at least 1, or 0 for all, got " + dimension);
        }
    }

    /** All components, long texts cut, texts together. */
    public static EncoderSettings defaults() {
        return new EncoderSettings(0, LongTexts.CUT, false);
    }

    /** The same with so many components. */
    public EncoderSettings withDimension(int components) {
        return new EncoderSettings(components, longTexts, reproducible);
    }

    /** The same with another rule for long texts. */
    public EncoderSettings withLongTexts(LongTexts rule) {
        return new EncoderSettings(dimension, rule, reproducible);
    }

    /** The same with passes for single texts, or for several together. */
    public EncoderSettings withReproducible(boolean alone) {
        return new EncoderSettings(dimension, longTexts, alone);
    }
}
