package dev.nuri.indexer;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * An index that is filled beside the one in use, which is searched and written to meanwhile, and takes its place. Closing
 * it drops what did not come to that. For one thread.
 */
public interface IndexSuccessor extends AutoCloseable {

    /** The new index, empty at first; closed with this. */
    PassageStore store();

    /** The index in use as it is now, with all that {@link #take} has told of. */
    Present present();

    /** What was written to the index in use since this began or it was last asked. */
    Touched take();

    /**
     * Puts the new index in the place of the one in use, in a moment in which nobody writes.
     *
     * @param writers that write from here
     * @param last brings the new index up to date with what is left
     * @return false when somebody writes for longer; nothing has changed then
     */
    boolean tryTakeOver(Writers writers, Consumer<Touched> last);

    @Override
    void close();

    /** The index in use at one time, held until closed. */
    interface Present extends IndexContent, AutoCloseable {

        /** A document with its text; empty when it is not there any more. */
        Optional<SourceDocument> document(String id);

        /** The record of a source; empty when there is none any more. */
        Optional<SourceRecord> source(String collection, String uri);

        @Override
        void close();
    }

    /** What a rebuilding needs of the ingestor that writes meanwhile. */
    interface Writers {

        /** Where nothing writes. */
        Writers NONE = new Writers() {
            @Override
            public void commit() {
                // Nothing was written.
            }

            @Override
            public boolean tryAlone(Runnable action) {
                action.run();
                return true;
            }
        };

        /** Makes every write so far durable, in a way that leaves no document without its source. */
        void commit();

        /** Runs {@code action} unless an ingest is under way for some time; whether it was run. */
        boolean tryAlone(Runnable action);
    }
}
