package dev.nuri.training;

import dev.nuri.student.Subwords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Everything training needs, read once.
 *
 * @param subwords the vocabulary
 * @param parameters at their start
 * @param corpus translations
 * @param qa questions and passages
 * @param dev what is measured
 */
record Preparation(Subwords subwords, Parameters parameters, Corpus corpus, QaText qa, DevFigures dev) {

    /** Share of a row's weight by its frequency (Arora et al., ICLR 2017). */
    private static final double SIF = 0.001;

    /** Length of a vector that starts from nothing, where those that start from something have length 1 on average. */
    private static final double RANDOM_LENGTH = 0.5;

    private static final int DROPPED_COMPONENTS = 5;
    private static final int STRIDE = 3;

    /**
     * Reads the sources.
     *
     * @param sample English sentences to keep as text for a teacher
     */
    static Preparation read(
            TrainingSources sources,
            TrainingConfig config,
            int sample,
            Team team,
            Consumer<TrainingProgress> progress) {
        List<Path> learned =
                sources.sets().stream().filter(set -> !isMeasuredOnly(set)).toList();
        List<Path> measured =
                sources.sets().stream().filter(Preparation::isMeasuredOnly).toList();
        progress.accept(TrainingProgress.of("fetch and read the start vectors"));
        StartVectors start = sources.start() == null ? null : StartVectors.read(StartVectors.fetch(sources.start()));
        progress.accept(TrainingProgress.of("choose the vocabulary"));
        VocabularyBuilder.Choice choice = vocabulary(sources.parallel(), learned, start, config, team);
        Subwords subwords = new Subwords(choice.pieces(), config.table().hashed());
        float[][] vectors = vectors(choice, start, subwords.rows(), config);
        progress.accept(TrainingProgress.of("read the translations"));
        Corpus corpus = Corpus.read(sources.parallel(), subwords, team, sample);
        progress.accept(TrainingProgress.of("read the passages"));
        QaText qa = new QaText(subwords);
        learned.forEach(qa::read);
        Parameters parameters = new Parameters(vectors, logWeights(corpus, qa, subwords.rows()));
        return new Preparation(subwords, parameters, corpus, qa, new DevFigures(corpus, qa, measured, subwords, team));
    }

    private static boolean isMeasuredOnly(Path set) {
        return Files.exists(set.resolve("sentences.jsonl.gz"));
    }

    private static VocabularyBuilder.Choice vocabulary(
            Path parallel, List<Path> sets, StartVectors start, TrainingConfig config, Team team) {
        VocabularyBuilder builder = new VocabularyBuilder(start == null ? List.of() : start.pieces());
        Set<String> english = ConcurrentHashMap.newKeySet();
        team.each(
                ParallelText.files(parallel),
                file -> ParallelText.read(file, (left, right, source, lang) -> {
                    builder.count(right);
                    if (english.add(left)) {
                        builder.count(left);
                    }
                }));
        sets.forEach(set -> QaText.lines(
                set.resolve("passages.jsonl.gz"),
                line -> builder.count(line.path("text").asText())));
        return builder.choose(
                config.table().pieces(), start == null ? 1 : config.table().learned());
    }

    /** {@code [rows][dimension]}: from the start vectors where a piece has some, else random. */
    private static float[][] vectors(
            VocabularyBuilder.Choice choice, StartVectors start, int rows, TrainingConfig config) {
        int dimension = config.table().dimension();
        float[][] vectors = new float[rows][];
        if (start != null) {
            PrincipalComponents components =
                    PrincipalComponents.of(start.vectors(), DROPPED_COMPONENTS, dimension, STRIDE);
            List<float[]> known = new ArrayList<>();
            for (int row = 0; row < choice.pieces().size(); row++) {
                if (!choice.sources().get(row).isEmpty()) {
                    vectors[row] = components.apply(
                            VocabularyBuilder.mean(choice.sources().get(row), start.vectors()));
                    known.add(vectors[row]);
                }
            }
            PrincipalComponents.scale(known.toArray(float[][]::new));
        }
        SplittableRandom random = new SplittableRandom(config.seed());
        for (int row = 0; row < rows; row++) {
            if (vectors[row] == null) {
                vectors[row] = random(dimension, random);
            }
        }
        return vectors;
    }

    private static float[] random(int dimension, SplittableRandom random) {
        float[] vector = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            vector[i] = (float) (random.nextGaussian() * RANDOM_LENGTH / Math.sqrt(dimension));
        }
        return vector;
    }

    private static float[] logWeights(Corpus corpus, QaText qa, int rows) {
        long[] counts = new long[rows];
        long total = 0;
        for (int text = 0; text < corpus.texts().size(); text++) {
            total += count(corpus.texts().get(text), counts);
        }
        for (int[] passage : qa.passages) {
            total += count(passage, counts);
        }
        float[] logWeights = new float[rows];
        for (int row = 0; row < rows; row++) {
            logWeights[row] = (float) Math.log(SIF / (SIF + (double) counts[row] / total));
        }
        return logWeights;
    }

    private static long count(int[] rows, long[] counts) {
        for (int row : rows) {
            counts[row]++;
        }
        return rows.length;
    }
}
