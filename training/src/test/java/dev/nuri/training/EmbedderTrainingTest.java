package dev.nuri.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.student.StudentProvider;
import dev.nuri.training.TrainingConfig.Batches;
import dev.nuri.training.TrainingConfig.Length;
import dev.nuri.training.TrainingConfig.Mix;
import dev.nuri.training.TrainingConfig.Optimiser;
import dev.nuri.training.TrainingConfig.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedderTrainingTest {

    private static void silent(TrainingProgress progress) {}

    @TempDir
    static Path folder;

    private static TrainingSources sources;

    @BeforeAll
    static void writeText() throws IOException {
        sources = new TrainingSources(
                TinyText.parallel(folder.resolve("parallel"), 400, 5),
                List.of(TinyText.set(folder.resolve("tiny-en"), 120)),
                null);
    }

    private static TrainingConfig config(int steps, int threads, Mix mix) {
        return new TrainingConfig(
                "tiny",
                1,
                new Table(32, 400, 1, 50),
                new Batches(24, 16, mix, 0.1, 0.3, 0.3, 0.5),
                new Optimiser(0.05, 1e-2, 1e-2, 0),
                new Length(steps, 0, threads),
                5);
    }

    private static TrainingReport train(int steps, int threads, String out) {
        return EmbedderTraining.run(
                sources,
                config(steps, threads, new Mix(2, 1, 1, 0)),
                null,
                folder.resolve("work-" + out),
                false,
                folder.resolve(out),
                EmbedderTrainingTest::silent);
    }

    @Test
    void learnsWhatWordsOfOtherLanguagesMean() {
        TrainingReport report = train(400, 2, "learned.student");
        assertThat(report.before().get("news")).isLessThan(0.1);
        assertThat(report.after().get("news")).isGreaterThan(0.8);
        try (Embedder student = StudentProvider.of(report.file()).open(folder)) {
            assertThat(student.id()).isEqualTo(report.id());
            String english = TinyText.sentence(new Random(99), 4);
            float[][] vectors = student.embed(
                    List.of(english, TinyText.translated(english, "a"), TinyText.sentence(new Random(98), 4)),
                    Embedder.Role.QUERY);
            assertThat(Products.dot(vectors[0], vectors[1]))
                    .isGreaterThan(0.7f)
                    .isGreaterThan(Products.dot(vectors[0], vectors[2]));
        }
    }

    @Test
    void givesTheSameBitsWithAnyNumberOfThreads() throws IOException {
        byte[] one = Files.readAllBytes(train(30, 1, "one.student").file());
        assertThat(Files.readAllBytes(train(30, 3, "three.student").file())).isEqualTo(one);
    }

    @Test
    void goesOnWhereItWasStopped() throws IOException {
        TrainingConfig config = config(60, 2, new Mix(1, 1, 1, 0));
        Path whole = folder.resolve("whole.student");
        Path parts = folder.resolve("parts.student");
        Path work = folder.resolve("stopped");
        EmbedderTraining.run(sources, config, null, work, false, whole, EmbedderTrainingTest::silent);
        Consumer<TrainingProgress> stopping = progress -> {
            if (progress.stage().equals("train")) {
                Thread.currentThread().interrupt();
            }
        };
        assertThatThrownBy(() -> EmbedderTraining.run(sources, config, null, work, false, parts, stopping))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("--resume");
        assertThatThrownBy(() -> EmbedderTraining.run(
                        sources, config.with(6), null, work, true, parts, EmbedderTrainingTest::silent))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("other settings");
        EmbedderTraining.run(sources, config, null, work, true, parts, EmbedderTrainingTest::silent);
        assertThat(Files.readAllBytes(parts)).isEqualTo(Files.readAllBytes(whole));
    }

    @Test
    void aTeacherDrawsTheStudentsCosinesToItsOwn() throws IOException {
        TrainingSources longer =
                new TrainingSources(TinyText.parallel(folder.resolve("longer"), 400, 9), sources.sets(), null);
        EmbedderProvider provider = ServiceLoader.load(EmbedderProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> p.name().equals("e5-small-v2"))
                .findFirst()
                .orElseThrow();
        try (Embedder teacher = provider.open(folder.resolve("cache"))) {
            assertThat(loss(longer, teacher, 150)).isPositive().isLessThan(loss(longer, teacher, 2) / 2);
        }
    }

    /** The mean loss of the last batches. */
    private static double loss(TrainingSources longer, Embedder teacher, int steps) {
        double[] last = new double[1];
        EmbedderTraining.run(
                longer,
                config(steps, 2, new Mix(0, 0, 0, 1)),
                teacher,
                folder.resolve("taught-" + steps),
                false,
                folder.resolve(steps + ".student"),
                progress -> last[0] = progress.loss() > 0 ? progress.loss() : last[0]);
        return last[0];
    }

    @Test
    void saysWhichLineIsWrong() throws IOException {
        Path bad = Files.createDirectories(folder.resolve("bad"));
        assertThatThrownBy(() -> Corpus.read(bad, null, new Team(1), 0))
                .isInstanceOf(TrainingException.class)
                .hasMessage("'" + bad + "' has no files en-XX.tsv.xz.");
        Files.writeString(bad.resolve("en-xa.tsv.xz"), "no archive");
        assertThatThrownBy(() -> ParallelText.read(bad.resolve("en-xa.tsv.xz"), (a, b, c, d) -> {}))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("cannot be read");
    }
}
