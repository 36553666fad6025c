package dev.nuri.generator.guardrail;

import dev.nuri.generator.GuardCategory;
import dev.nuri.indexer.Embedder;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * A linear classifier of what a text is about to do harm with: a softmax over {@link #CLASSES} of hashed character
 * n-grams weighed by tf-idf, and, where the embedder it was trained with is at hand, of the text's vector, which carries
 * what was learned in one language to others. Per language it knows how high harmless texts score.
 *
 * <p>{@code GuardTraining} in this module's tests wrote {@code guard.model}, and says how.
 */
final class HarmModel {

    /** What a text can be; the first is harmless. */
    static final List<String> CLASSES = List.of(
            "benign",
            "violent_crime",
            "nonviolent_crime",
            "sex_crime",
            "child_sexual",
            "weapons_mass",
            "self_harm",
            "hate",
            "privacy",
            "ip",
            "defamation",
            "specialised_advice",
            "sexual",
            "injection");

    static final int INJECTION = CLASSES.size() - 1;

    /**
     * Probability that is given to the highest of 200 harmless questions. That of passages and answers is given a half,
     * from which on things are flagged: a question is one text, a document is hundreds.
     */
    static final double HARMLESS_TOP = 0.9;

    private static final double AT_TOP = Math.log(HARMLESS_TOP / (1 - HARMLESS_TOP));

    /** How much faster than its log-odds a question's probability changes, so that few are flagged that are not blocked. */
    private static final double QUESTION_SLOPE = 2;

    /** Letters from which a part of a text says enough to be judged by; headings have fewer. */
    private static final int ENOUGH = 60;

    /** Log-odds taken from a part that has next to no letters. */
    private static final double TOO_SHORT = 6;

    private static final int VERSION = 1;
    private static final float IDF_STEP = 1 / 16f;

    static final List<View> VIEWS = List.of(View.values());

    /** For what a text is read: harmless texts of each kind score differently. */
    enum View {
        QUESTION_HARM,
        QUESTION_INJECTION,
        TEXT_HARM,
        TEXT_INJECTION
    }

    /**
     * What a text looks like.
     *
     * @param category of the harms, the likeliest
     * @param harm that it does harm, in [0, 1]
     * @param injection that it wants to be obeyed, in [0, 1]
     */
    record Judgement(GuardCategory category, double harm, double injection) {}

    /** Weights, shared and never changed. */
    static final class Weights {

        /** One byte a bucket, in steps of 1/16. */
        private final byte[] idf;

        /** [BUCKETS][classes] in steps of {@link #scales}. */
        private final byte[] weights;

        /** [classes]. */
        private final float[] scales;

        /** [classes]. */
        private final float[] bias;

        /** Whose vectors {@link #vectorWeights} are for. */
        private final String embedderId;

        /** [components][classes]. */
        private final float[][] vectorWeights;

        /** [classes]. */
        private final float[] vectorBias;

        Weights(
                byte[] idf,
                byte[] weights,
                float[] scales,
                float[] bias,
                String embedderId,
                float[][] vectorWeights,
                float[] vectorBias) {
            this.idf = idf;
            this.weights = weights;
            this.scales = scales;
            this.bias = bias;
            this.embedderId = embedderId;
            this.vectorWeights = vectorWeights;
            this.vectorBias = vectorBias;
        }
    }

    private static final HarmModel SHIPPED = shipped();

    private final Weights weights;
    private final List<Map<String, Float>> tops;

    /** @param tops per view, first without vectors then with them: language to the log-odds of the highest harmless text */
    HarmModel(Weights weights, List<Map<String, Float>> tops) {
        this.weights = weights;
        this.tops = tops;
    }

    /** The one that comes with Nuri. */
    static HarmModel learned() {
        return SHIPPED;
    }

    /** Whether an embedder's vectors can be read. */
    boolean reads(Embedder embedder) {
        return embedder != null && embedder.id().equals(weights.embedderId);
    }

    /**
     * Log-odds of each class but for a constant.
     *
     * @param folded folded text
     * @param vector of the plain text, or null
     */
    double[] logits(String folded, float[] vector) {
        int classes = CLASSES.size();
        double[] sums = new double[classes];
        double squares = 0;
        for (int bucket : Grams.of(folded)) {
            float idf = (weights.idf[bucket] & 0xff) * IDF_STEP;
            squares += idf * idf;
            int at = bucket * classes;
            for (int c = 0; c < classes; c++) {
                sums[c] += idf * weights.weights[at + c];
            }
        }
        double norm = squares > 0 ? 1 / Math.sqrt(squares) : 0;
        for (int c = 0; c < classes; c++) {
            sums[c] = sums[c] * norm * weights.scales[c] + weights.bias[c];
        }
        if (vector != null) {
            for (int c = 0; c < classes; c++) {
                sums[c] += weights.vectorBias[c];
            }
            for (int i = 0; i < vector.length; i++) {
                float[] row = weights.vectorWeights[i];
                for (int c = 0; c < classes; c++) {
                    sums[c] += vector[i] * row[c];
                }
            }
        }
        return sums;
    }

    /** Log-odds that a text does harm, whichever. */
    static double harm(double[] logits) {
        double top = Double.NEGATIVE_INFINITY;
        for (int c = 1; c < INJECTION; c++) {
            top = Math.max(top, logits[c]);
        }
        double sum = 0;
        for (int c = 1; c < INJECTION; c++) {
            sum += Math.exp(logits[c] - top);
        }
        return top + Math.log(sum) - logits[0];
    }

    static double injection(double[] logits) {
        return logits[INJECTION] - logits[0];
    }

    /**
     * Judges a text.
     *
     * @param question whether it is one, and not a sentence of a text
     */
    Judgement judge(String folded, float[] vector, String lang, boolean question) {
        double[] logits = logits(folded, vector);
        int likeliest = 1;
        for (int c = 2; c < INJECTION; c++) {
            likeliest = logits[c] > logits[likeliest] ? c : likeliest;
        }
        View harm = question ? View.QUESTION_HARM : View.TEXT_HARM;
        double less = question ? 0 : less(folded);
        View injection = question ? View.QUESTION_INJECTION : View.TEXT_INJECTION;
        return new Judgement(
                GuardCategory.of(CLASSES.get(likeliest)).orElseThrow(),
                probability(harm(logits) - top(harm, vector != null, lang) - less, question),
                probability(injection(logits) - top(injection, vector != null, lang) - less, question));
    }

    /** What is taken from the log-odds of a part of a text because it is short. */
    static double less(String folded) {
        int letters = 0;
        for (int i = 0; i < folded.length() && letters < ENOUGH; i++) {
            char c = folded.charAt(i);
            letters += Character.isLetter(c) ? WordScripts.parted(c) ? 1 : 3 : 0;
        }
        return TOO_SHORT * Math.max(0, 1 - letters / (double) ENOUGH);
    }

    private static double probability(double above, boolean question) {
        return 1 / (1 + Math.exp(question ? -QUESTION_SLOPE * above - AT_TOP : -above));
    }

    private double top(View view, boolean withVector, String lang) {
        Map<String, Float> byLanguage = tops.get(VIEWS.indexOf(view) + (withVector ? VIEWS.size() : 0));
        Float exact = byLanguage.get(lang);
        if (exact == null) {
            int dash = lang.indexOf('-');
            exact = byLanguage.get(dash > 0 ? lang.substring(0, dash) : "und");
        }
        return exact != null ? exact : byLanguage.get("und");
    }

    /** Writes it as {@link #read} reads it. */
    void write(DataOutputStream out) throws IOException {
        out.writeInt(VERSION);
        out.write(weights.idf);
        out.write(weights.weights);
        for (int c = 0; c < CLASSES.size(); c++) {
            out.writeFloat(weights.scales[c]);
            out.writeFloat(weights.bias[c]);
            out.writeFloat(weights.vectorBias[c]);
        }
        out.writeUTF(weights.embedderId);
        out.writeInt(weights.vectorWeights.length);
        for (float[] row : weights.vectorWeights) {
            for (float weight : row) {
                out.writeFloat(weight);
            }
        }
        for (Map<String, Float> byLanguage : tops) {
            out.writeInt(byLanguage.size());
            for (Map.Entry<String, Float> top : new TreeMap<>(byLanguage).entrySet()) {
                out.writeUTF(top.getKey());
                out.writeFloat(top.getValue());
            }
        }
    }

    /** Reads one: version, idf, weights, per class scale and biases, vector weights, tops of harmless texts. */
    static HarmModel read(DataInputStream in) throws IOException {
        if (in.readInt() != VERSION) {
            throw new IOException("the version must be " + VERSION);
        }
        int classes = CLASSES.size();
        byte[] idf = in.readNBytes(Grams.BUCKETS);
        byte[] table = in.readNBytes(Grams.BUCKETS * classes);
        float[] scales = new float[classes];
        float[] bias = new float[classes];
        float[] vectorBias = new float[classes];
        for (int c = 0; c < classes; c++) {
            scales[c] = in.readFloat();
            bias[c] = in.readFloat();
            vectorBias[c] = in.readFloat();
        }
        String embedderId = in.readUTF();
        float[][] vectorWeights = new float[in.readInt()][classes];
        for (float[] row : vectorWeights) {
            for (int c = 0; c < classes; c++) {
                row[c] = in.readFloat();
            }
        }
        List<Map<String, Float>> tops = new java.util.ArrayList<>();
        for (int i = 0; i < 2 * VIEWS.size(); i++) {
            Map<String, Float> byLanguage = new TreeMap<>();
            for (int n = in.readInt(); n > 0; n--) {
                byLanguage.put(in.readUTF(), in.readFloat());
            }
            tops.add(Map.copyOf(byLanguage));
        }
        return new HarmModel(new Weights(idf, table, scales, bias, embedderId, vectorWeights, vectorBias), tops);
    }

    private static HarmModel shipped() {
        InputStream file = HarmModel.class.getResourceAsStream("guard.model");
        if (file == null) {
            return null;
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new GZIPInputStream(file)))) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("the classifier that comes with Nuri cannot be read", e);
        }
    }
}
