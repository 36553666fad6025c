package dev.nuri.hw;

/**
 * Rotary position embedding (Su et al., arXiv 2104.09864), with linear scaling and YaRN (Peng et al., arXiv
 * 2309.00071).
 *
 * @param dimensions leading elements of each row that turn, even; the rest pass through
 * @param halves true if element i turns with element i + dimensions/2 (as NeoX has it), false if neighbours turn
 * @param base the frequency base, for instance 10000
 * @param positionScale factor on positions, 1 / the context extension; 1 without scaling
 * @param yarn YaRN parameters, or null
 */
public record RopeSpec(int dimensions, boolean halves, float base, float positionScale, Yarn yarn) {
    public RopeSpec {
        if (dimensions < 2 || dimensions % 2 != 0) {
            throw new BackendInputException("rope dimensions must be even and at least 2, got " + dimensions);
        }
    }

    /**
     * YaRN: slow dimensions are interpolated, fast ones kept, those between blended.
     *
     * @param originalContext tokens the model was trained on before extension
     * @param betaFast turns over the original context above which a dimension is kept
     * @param betaSlow turns below which it is interpolated
     * @param magnitude factor on cosine and sine
     */
    public record Yarn(int originalContext, float betaFast, float betaSlow, float magnitude) {}

    /** Angle per position of pair {@code pair}, before a model's own frequency factors. */
    public double frequency(int pair) {
        double plain = Math.pow(base, -2.0 * pair / dimensions);
        if (yarn == null) {
            return plain * positionScale;
        }
        double kept = 1 - ramp(pair);
        return plain * positionScale * (1 - kept) + plain * kept;
    }

    /** Factor on cosine and sine. */
    public double magnitude() {
        return yarn == null ? 1 : yarn.magnitude;
    }

    /** 0 for pairs that are kept, 1 for pairs that are interpolated. */
    private double ramp(int pair) {
        double low = Math.max(0, Math.floor(correction(yarn.betaFast)));
        double high = Math.min(dimensions - 1, Math.ceil(correction(yarn.betaSlow)));
        return Math.clamp((pair - low) / Math.max(0.001, high - low), 0.0, 1.0);
    }

    /** The pair that makes {@code turns} turns over the original context. */
    private double correction(double turns) {
        return dimensions * Math.log(yarn.originalContext / (turns * 2 * Math.PI)) / (2 * Math.log(base));
    }
}
