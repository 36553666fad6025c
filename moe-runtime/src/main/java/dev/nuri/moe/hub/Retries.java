package dev.nuri.moe.hub;

import dev.nuri.moe.ModelHub;
import dev.nuri.moe.ModelResourceException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tries again, waiting longer each time, until tries bring nothing new any more. */
final class Retries {
    /** Tries in a row that bring nothing new. */
    static final int MOST_FRUITLESS = 6;

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Duration pause;
    private final Consumer<String> notes;

    Retries(ModelHub.Settings settings, Consumer<String> notes) {
        this.pause = settings.pause();
        this.notes = notes;
    }

    /** Something that may fail. */
    interface Attempt<T> {
        T run() throws IOException;
    }

    /**
     * Runs it until it succeeds.
     *
     * @param what what is being done, for messages
     * @param gained how much there is; a try after which it is more than ever was worth it
     * @throws ModelResourceException when it is given up
     */
    <T> T run(String what, LongSupplier gained, Attempt<T> attempt) {
        long best = gained.getAsLong();
        int fruitless = 0;
        while (true) {
            try {
                return attempt.run();
            } catch (IOException e) {
                fruitless = gained.getAsLong() > best ? 0 : fruitless + 1;
                best = Math.max(best, gained.getAsLong());
                if (fruitless >= MOST_FRUITLESS) {
                    throw new ModelResourceException(
                            what + " failed " + fruitless + " times without getting further, last because " + reason(e),
                            e);
                }
                waitFor(what, e, fruitless);
            }
        }
    }

    private void waitFor(String what, IOException cause, int fruitless) {
        long asked = cause instanceof TransferException transfer ? transfer.waitSeconds() * 1000 : 0;
        long own = Math.min(LONGEST_PAUSE.toMillis(), pause.toMillis() << Math.min(fruitless, 10));
        notes.accept(what + ": " + reason(cause) + "; trying again");
        try {
            Thread.sleep(Math.max(asked, own));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelResourceException(what + " was interrupted", e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
