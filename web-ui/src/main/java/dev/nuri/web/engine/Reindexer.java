package dev.nuri.web.engine;

import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Builds the index anew while it is in use. */
@FunctionalInterface
public interface Reindexer {

    /**
     * Does it.
     *
     * @param progress counts documents as files
     * @param cancelled asked between documents
     * @throws java.util.concurrent.CancellationException when cancelled; the index stays as it was
     * @throws dev.nuri.indexer.NuriException when it cannot be done; likewise
     */
    IngestReport reindex(Consumer<IngestProgress> progress, BooleanSupplier cancelled);
}
