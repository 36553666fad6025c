package dev.nuri.training;

/**
 * How a student is trained.
 *
 * @param name of the student
 * @param version of the student; counts up
 * @param table its size
 * @param batches what it learns from
 * @param optimiser how it moves
 * @param length how long
 * @param seed of everything random
 */
public record TrainingConfig(
        String name, int version, Table table, Batches batches, Optimiser optimiser, Length length, long seed) {

    /**
     * Size of the table of vectors.
     *
     * @param dimension components of a vector
     * @param pieces subwords at most
     * @param learned share of them taken from the training text
     * @param hashed rows for trigrams
     */
    public record Table(int dimension, int pieces, double learned, int hashed) {}

    /**
     * What batches hold.
     *
     * @param translations pairs of a batch of translations
     * @param passages pairs of a batch of passages, real or made up
     * @param mix batches of a cycle
     * @param dropout share of subwords left out of a text
     * @param pivot share of translations between two languages other than English
     * @param questions share of real questions among passages; the others are made from the text
     * @param balance exponent of a language's pairs that gives its share
     */
    public record Batches(
            int translations, int passages, Mix mix, double dropout, double pivot, double questions, double balance) {}

    /**
     * Batches of a cycle.
     *
     * @param translations of translations
     * @param composites of passages put together from sentences
     * @param passages of real passages
     * @param teacher of a teacher's cosines, where there is a teacher
     */
    public record Mix(int translations, int composites, int passages, int teacher) {}

    /**
     * How parameters move.
     *
     * @param temperature of the softmax
     * @param rate of Adam at first; it falls to nothing in a straight line
     * @param weightRate likewise, of the rows' weights
     * @param pull share of the way back to its start that a touched row goes at rate 1
     */
    public record Optimiser(double temperature, double rate, double weightRate, double pull) {}

    /**
     * How long training goes on.
     *
     * @param steps batches in all; counts where {@code minutes} is 0
     * @param minutes of training after the text was read, or 0; a run by the clock is not repeated to the bit
     * @param threads at work; results do not depend on them
     */
    public record Length(long steps, double minutes, int threads) {}

    /** The settings of the student that comes with Nuri, which was trained by the clock; here so many steps. */
    public static TrainingConfig standard() {
        return new TrainingConfig(
                "nuri-multilingual",
                2,
                new Table(320, 104_000, 0.2, 12_000),
                new Batches(1024, 512, new Mix(2, 1, 2, 1), 0.1, 0.3, 0.3, 0.5),
                new Optimiser(0.05, 4e-3, 1e-2, 0),
                new Length(20_000, 0, 2),
                1);
    }

    /** The same for another length. */
    public TrainingConfig with(Length other) {
        return new TrainingConfig(name, version, table, batches, optimiser, other, seed);
    }

    /** The same for a table of another size. */
    public TrainingConfig with(Table other) {
        return new TrainingConfig(name, version, other, batches, optimiser, length, seed);
    }

    /** The same for another seed. */
    public TrainingConfig with(long otherSeed) {
        return new TrainingConfig(name, version, table, batches, optimiser, length, otherSeed);
    }
}
