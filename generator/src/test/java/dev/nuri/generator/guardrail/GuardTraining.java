package dev.nuri.generator.guardrail;

import dev.nuri.generator.guardrail.GuardSample.Kind;
import dev.nuri.generator.guardrail.HarmModel.View;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.Embedder.Role;
import dev.nuri.student.StudentProvider;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Learns {@code guard.model} on the dev halves: arguments are the folder that holds {@code safety}, {@code qa} and
 * {@code parallel}, the file to write, and optionally a language whose harmful texts are left out. With the test class
 * path of this module, {@code java -Xmx2g dev.nuri.generator.guardrail.GuardTraining DATA
 * src/main/resources/dev/nuri/generator/guardrail/guard.model} takes some minutes and gives the same bytes each time.
 *
 * <p>Two softmax regressions are learned by AdaGrad, on hashed n-grams and on vectors, and their log-odds added: the
 * vectors, held back by a strong L2, carry over what languages without harmful examples lack. Half of the harmless dev
 * texts are kept from learning and say how high harmless texts score in each language.
 */
final class GuardTraining {

    private static final int FEWEST = 40;

    /** Texts of other languages that count as much as this many of its own. */
    private static final double POOLED = 100;

    private static final Set<String> TALES = Set.of("bible", "wesnoth", "freeciv", "udhr");
    private static final double TOP = 0.995;
    private static final int CLASSES = HarmModel.CLASSES.size();

    private final Embedder embedder = new StudentProvider().open(Path.of("."));
    private final GuardCorpus corpus;

    private GuardTraining(GuardCorpus corpus) {
        this.corpus = corpus;
    }

    public static void main(String[] args) throws IOException {
        HarmModel model = new GuardTraining(GuardCorpus.read(Path.of(args[0]), args.length > 2 ? args[2] : "")).learn();
        try (DataOutputStream out =
                new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(Path.of(args[1]))))) {
            model.write(out);
        }
    }

    private HarmModel learn() {
        List<GuardSample> texts =
                corpus.learned().stream().flatMap(GuardTraining::pieces).toList();
        List<int[]> grams = texts.stream().map(s -> Grams.of(folded(s.text()))).toList();
        byte[] idf = idf(grams);
        List<SoftmaxDescent.Example> sparse = new ArrayList<>();
        List<SoftmaxDescent.Example> dense = new ArrayList<>();
        int[] components =
                java.util.stream.IntStream.range(0, embedder.dimension()).toArray();
        for (int i = 0; i < texts.size(); i++) {
            double[] target = target(texts.get(i));
            sparse.add(new SoftmaxDescent.Example(grams.get(i), tfIdf(grams.get(i), idf), target));
            dense.add(new SoftmaxDescent.Example(components, vector(texts.get(i).text()), target));
        }
        float[][] gramWeights = new float[Grams.BUCKETS + 1][CLASSES];
        SoftmaxDescent.descend(sparse, gramWeights, 0.5, 1e-4, 10);
        float[][] vectorWeights = new float[components.length + 1][CLASSES];
        SoftmaxDescent.descend(dense, vectorWeights, 0.3, 3e-4, 10);
        scale(vectorWeights);
        HarmModel.Weights weights = quantised(idf, gramWeights, vectorWeights);
        return new HarmModel(weights, tops(new HarmModel(weights, List.of())));
    }

    /** What vectors say counts twice, as was best on a quarter of the harmful dev texts kept from learning. */
    private static void scale(float[][] weights) {
        for (float[] row : weights) {
            for (int c = 0; c < row.length; c++) {
                row[c] *= 2;
            }
        }
    }

    /** A question whole; of a passage, what is judged of it. */
    private static Stream<GuardSample> pieces(GuardSample sample) {
        if (sample.kind() == Kind.QUESTION) {
            return Stream.of(sample);
        }
        return Window.of(sample.text()).stream()
                .limit(4)
                .map(w -> new GuardSample(
                        sample.id(), sample.set(), sample.lang(), w.text(), Kind.PASSAGE, sample.categories()));
    }

    private static String folded(String text) {
        return Normalisation.folded(Normalisation.plain(text)).text();
    }

    private float[] vector(String text) {
        MappedText plain = Normalisation.plain(text);
        return embedder.embed(List.of(Normalisation.shown(plain, Normalisation.folded(plain))), Role.QUERY)[0];
    }

    private static double[] target(GuardSample sample) {
        double[] target = new double[CLASSES];
        sample.categories()
                .forEach(c -> target[HarmModel.CLASSES.indexOf(c.id())] =
                        1.0 / sample.categories().size());
        target[0] = sample.harmless() ? 1 : 0;
        return target;
    }

    private static byte[] idf(List<int[]> grams) {
        int[] counts = new int[Grams.BUCKETS];
        grams.forEach(g -> Arrays.stream(g).forEach(b -> counts[b]++));
        byte[] idf = new byte[Grams.BUCKETS];
        for (int b = 0; b < idf.length; b++) {
            double value = counts[b] < 2 ? 0 : Math.log((double) grams.size() / counts[b]);
            idf[b] = (byte) Math.min(255, Math.round(value * 16));
        }
        return idf;
    }

    private static float[] tfIdf(int[] buckets, byte[] idf) {
        float[] values = new float[buckets.length];
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = (idf[buckets[i]] & 0xff) / 16f;
            squares += values[i] * values[i];
        }
        float norm = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
        for (int i = 0; i < values.length; i++) {
            values[i] *= norm;
        }
        return values;
    }

    private HarmModel.Weights quantised(byte[] idf, float[][] gramWeights, float[][] vectorWeights) {
        byte[] table = new byte[Grams.BUCKETS * CLASSES];
        float[] scales = new float[CLASSES];
        for (int c = 0; c < CLASSES; c++) {
            float[] magnitudes = new float[Grams.BUCKETS];
            for (int b = 0; b < Grams.BUCKETS; b++) {
                magnitudes[b] = Math.abs(gramWeights[b][c]);
            }
            Arrays.sort(magnitudes);
            // The few largest are cut, so that the many small ones keep their differences.
            scales[c] = magnitudes[Grams.BUCKETS - 20] / 127;
            for (int b = 0; b < Grams.BUCKETS; b++) {
                table[b * CLASSES + c] =
                        (byte) Math.max(-127, Math.min(127, Math.round(gramWeights[b][c] / scales[c])));
            }
        }
        float[] bias = scaled(gramWeights[Grams.BUCKETS]);
        float[] vectorBias = scaled(vectorWeights[embedder.dimension()]);
        return new HarmModel.Weights(
                idf,
                table,
                scales,
                bias,
                embedder.id(),
                Arrays.copyOf(vectorWeights, embedder.dimension()),
                vectorBias);
    }

    private static float[] scaled(float[] bias) {
        float[] scaled = new float[bias.length];
        for (int c = 0; c < bias.length; c++) {
            scaled[c] = 0.1f * bias[c];
        }
        return scaled;
    }

    private List<Map<String, Float>> tops(HarmModel model) {
        Map<String, List<GuardSample>> byLanguage = corpus.kept().stream()
                .collect(Collectors.groupingBy(GuardSample::lang, TreeMap::new, Collectors.toList()));
        List<Map<String, Float>> tops = new ArrayList<>();
        for (boolean withVector : new boolean[] {false, true}) {
            Map<View, Map<String, List<Double>>> tails = new EnumMap<>(View.class);
            HarmModel.VIEWS.forEach(v -> tails.put(v, new TreeMap<>()));
            byLanguage.forEach((lang, samples) -> {
                List<double[]> scores =
                        samples.stream().map(s -> scores(model, s, withVector)).toList();
                HarmModel.VIEWS.forEach(view -> tails.get(view).put(lang, counted(samples, scores, view)));
            });
            HarmModel.VIEWS.forEach(view -> tops.add(tops(tails.get(view))));
        }
        return tops;
    }

    /** Scores of the harmless texts that count for a view. */
    private static List<Double> counted(List<GuardSample> samples, List<double[]> scores, View view) {
        boolean question = view == View.QUESTION_HARM || view == View.QUESTION_INJECTION;
        boolean injection = view == View.QUESTION_INJECTION || view == View.TEXT_INJECTION;
        boolean asked = samples.stream().filter(GuardTraining::isAsked).count() >= FEWEST;
        List<Double> counted = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            GuardSample sample = samples.get(i);
            boolean tale = TALES.contains(sample.set());
            boolean counts = question
                    ? sample.kind() == Kind.QUESTION && (asked ? isAsked(sample) : !tale)
                    : sample.kind() == Kind.PASSAGE;
            if (counts) {
                counted.add(scores.get(i)[injection ? 1 : 0]);
            }
        }
        return counted;
    }

    /**
     * Per language the score that one of 200 exceeds, drawn towards that of an unknown language the more the fewer texts
     * it is from: what is known of few texts is no reason to block more.
     */
    private static Map<String, Float> tops(Map<String, List<Double>> scores) {
        Map<String, Double> own = new TreeMap<>();
        scores.forEach((lang, of) -> {
            if (of.size() >= FEWEST) {
                own.put(lang, quantile(of));
            }
        });
        double[] all =
                own.values().stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double unknown = all[(int) (all.length * 0.9)];
        Map<String, Float> tops = new TreeMap<>();
        own.forEach((lang, top) -> {
            double trust = scores.get(lang).size() / (scores.get(lang).size() + POOLED);
            tops.put(lang, (float) (trust * top + (1 - trust) * unknown));
        });
        tops.put("und", (float) unknown);
        System.err.println(tops);
        return tops;
    }

    /** Sets of questions are named after their language. */
    private static boolean isAsked(GuardSample sample) {
        return sample.kind() == Kind.QUESTION && sample.set().endsWith("-" + sample.lang());
    }

    /** What one of 200 harmless texts exceeds, between the one seen and one of an exponential tail beyond one of 50. */
    private static double quantile(List<Double> scores) {
        double[] sorted =
                scores.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        double tenth = sorted[(int) (sorted.length * 0.9)];
        double fiftieth = sorted[(int) (sorted.length * 0.98)];
        double extrapolated = fiftieth + (fiftieth - tenth) * Math.log(4) / Math.log(5);
        return (extrapolated + sorted[(int) (sorted.length * TOP)]) / 2;
    }

    /** Harm and injection of a question, and of a passage the highest of its windows. */
    private double[] scores(HarmModel model, GuardSample sample, boolean withVector) {
        List<String> texts = sample.kind() == Kind.QUESTION
                ? List.of(sample.text())
                : Window.of(sample.text()).stream().map(Window::text).toList();
        double[] most = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (String text : texts) {
            String folded = folded(text);
            double less = sample.kind() == Kind.QUESTION ? 0 : HarmModel.less(folded);
            double[] logits = model.logits(folded, withVector ? vector(text) : null);
            most[0] = Math.max(most[0], HarmModel.harm(logits) - less);
            most[1] = Math.max(most[1], HarmModel.injection(logits) - less);
        }
        return most;
    }
}
