package dev.nuri.training;

import dev.nuri.training.Parameters.Move;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Runs batch after batch until the steps or the time are used up. */
final class Trainer {

    private static final double SECONDS_BETWEEN_FIGURES = 120;
    private static final double SECONDS_BETWEEN_LINES = 10;

    /** Steps over which the rate rises to its full height. */
    private static final double WARM_UP = 50;

    private final Preparation prepared;
    private final TrainingConfig config;
    private final Team team;
    private final Samplers samplers;
    private final TeacherTexts teacher;
    private final Consumer<TrainingProgress> progress;
    private final Contrast translations;
    private final Contrast passages;
    private long step;
    private long pairs;
    private double secondsBefore;
    private double lossSum;
    private int lossCount;

    /** @param teacher null for none */
    Trainer(
            Preparation prepared,
            TrainingConfig config,
            TeacherTexts teacher,
            Team team,
            Consumer<TrainingProgress> progress) {
        this.prepared = prepared;
        this.config = config;
        this.team = team;
        this.teacher = teacher;
        this.progress = progress;
        samplers = new Samplers(prepared.corpus(), prepared.qa(), config);
        translations =
                new Contrast(prepared.parameters(), team, config.batches().translations());
        passages = new Contrast(prepared.parameters(), team, config.batches().passages());
    }

    long step() {
        return step;
    }

    long pairs() {
        return pairs;
    }

    /**
     * Trains to the end, from the checkpoint where there is one.
     *
     * @return seconds it took in all
     * @throws TrainingException when the thread is interrupted; the checkpoint is written then
     */
    double run(Checkpoint checkpoint) {
        Checkpoint.State state = checkpoint.read(prepared.parameters());
        step = state.step();
        pairs = state.pairs();
        secondsBefore = state.seconds();
        long begun = System.nanoTime();
        double nextLine = 0;
        double nextFigures = secondsBefore + SECONDS_BETWEEN_FIGURES;
        double seconds = secondsBefore;
        for (double done = done(seconds); done < 1; done = done(seconds)) {
            learn(done);
            seconds = secondsBefore + (System.nanoTime() - begun) / 1e9;
            if (Thread.interrupted()) {
                checkpoint.write(prepared.parameters(), new Checkpoint.State(step, pairs, seconds));
                throw new TrainingException("Training was stopped at step " + step + ": --resume goes on from there.");
            }
            if (seconds >= nextFigures) {
                checkpoint.write(prepared.parameters(), new Checkpoint.State(step, pairs, seconds));
                tell(done, seconds, prepared.dev().measure(prepared.parameters()));
                nextFigures = seconds + SECONDS_BETWEEN_FIGURES;
            } else if (seconds >= nextLine) {
                tell(done, seconds, Map.of());
                nextLine = seconds + SECONDS_BETWEEN_LINES;
            }
        }
        tell(1, seconds, Map.of());
        return seconds;
    }

    /** Share of the way gone. */
    private double done(double seconds) {
        TrainingConfig.Length length = config.length();
        return length.minutes() > 0 ? seconds / (length.minutes() * 60) : (double) step / length.steps();
    }

    private void learn(double done) {
        step++;
        TrainingConfig.Optimiser optimiser = config.optimiser();
        double rise = Math.min(1, step / WARM_UP) * (1 - done);
        Move move = new Move(
                (float) (optimiser.rate() * rise),
                (float) (optimiser.weightRate() * (1 - done)),
                (float) optimiser.pull(),
                step);
        TrainingConfig.Mix mix = config.batches().mix();
        int cycle = mix.translations() + mix.composites() + mix.passages() + (teacher == null ? 0 : mix.teacher());
        int turn = (int) (step % cycle);
        Contrast contrast = turn < mix.translations() ? translations : passages;
        lossSum += contrast.step(batch(turn, mix, contrast.capacity()), (float) optimiser.temperature(), move);
        lossCount++;
        pairs += contrast.capacity();
    }

    private Batch batch(int turn, TrainingConfig.Mix mix, int n) {
        if (turn < mix.translations()) {
            return samplers.translations(n, step, team);
        }
        if (turn < mix.translations() + mix.composites()) {
            return samplers.composites(n, step, team);
        }
        return turn < mix.translations() + mix.composites() + mix.passages()
                ? samplers.passages(n, step, team)
                : teacher.batch(n, step, config.seed());
    }

    private void tell(double done, double seconds, Map<String, Double> figures) {
        double remaining = done > 0 ? seconds * (1 - done) / done : 0;
        progress.accept(new TrainingProgress(
                "train",
                done,
                pairs / Math.max(seconds, 1e-3),
                remaining,
                lossSum / Math.max(1, lossCount),
                new LinkedHashMap<>(figures)));
        lossSum = 0;
        lossCount = 0;
    }
}
