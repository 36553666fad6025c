package dev.nuri.web.engine;

import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.Answerer;
import dev.nuri.generator.GuardedChats;
import dev.nuri.generator.Guardrail;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.HeldFiles;
import dev.nuri.indexer.IndexCheck;
import dev.nuri.indexer.Indexer;
import dev.nuri.indexer.IngestProgress;
import dev.nuri.indexer.IngestReport;
import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.retriever.HybridRetriever;
import dev.nuri.retriever.Reranker;
import dev.nuri.retriever.Reranking;
import dev.nuri.retriever.Retriever;
import dev.nuri.retriever.Suggester;
import dev.nuri.retriever.Synonyms;
import dev.nuri.web.config.Settings;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The stages wired together over one data folder: what the server and the commands run alike. Thread-safe; holds the
 * data folder until closed.
 *
 * @param settings as configured
 * @param store where passages live
 * @param ingestor documents to store
 * @param retriever query to hits
 * @param suggester what was typed to how it may go on
 * @param answerer question to answer
 * @param writer the language model that writes answers; null when none is configured
 * @param chats texts that pass the policy to texts of the model itself
 * @param embedder texts to vectors; null when none is configured or its server did not answer at the start
 * @param embedderState {@code none}, {@code loading}, {@code ready} or {@code failed}
 * @param notice how the index differs from what is configured; empty when it does not
 * @param reindexer builds the index as configured
 * @param holder commits and holds the files of the index
 * @param checker checks index and originals
 * @param closer gives the data folder back
 */
public record NuriEngine(
        Settings settings,
        PassageStore store,
        Ingestor ingestor,
        Retriever retriever,
        Suggester suggester,
        Answerer answerer,
        AnswerModel writer,
        GuardedChats chats,
        Embedder embedder,
        Supplier<String> embedderState,
        Supplier<Optional<String>> notice,
        Reindexer reindexer,
        Supplier<HeldFiles> holder,
        Supplier<IndexCheck> checker,
        Runnable closer)
        implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(NuriEngine.class);

    /** The language models that are configured, each null when it is not. */
    private record Models(AnswerModel writer, AnswerModel guard) {}

    /**
     * Opens the data folder. The embedder goes on loading in the background.
     *
     * @throws dev.nuri.indexer.NuriException when another process holds the folder or it cannot be read
     */
    public static NuriEngine open(Settings settings) {
        return open(settings, false);
    }

    /** The same for a server, in which language models begin to load at once too. */
    static NuriEngine openToServe(Settings settings) {
        return open(settings, true);
    }

    private static NuriEngine open(Settings settings, boolean toServe) {
        BackgroundEmbedder embedder = loadIfReady(settings);
        BackgroundEmbedder[] former = new BackgroundEmbedder[1];
        Reranking reranking = null;
        AnswerModel writer = null;
        AnswerModel guard = null;
        Indexer indexer = null;
        try {
            guard = AnswerModels.of(ModelRole.GUARD, settings, toServe);
            writer = AnswerModels.of(ModelRole.WRITER, settings, toServe);
            reranking = BackgroundReranker.of(settings);
            indexer = settings.cluster() == null
                    ? Indexer.open(
                            settings.indexer(), embedder, id -> former[0] = BackgroundEmbedder.withId(settings, id))
                    : Indexers.overCluster(settings.cluster(), settings.indexer(), embedder);
            indexer.notice().ifPresent(LOG::warn);
            return of(settings, indexer, embedder, former[0], reranking, new Models(writer, guard));
        } catch (RuntimeException | Error e) {
            close(indexer, embedder, former[0], reranking, new Models(writer, guard));
            throw e;
        }
    }

    /**
     * Builds the index of a data folder anew from the documents it holds.
     *
     * @param progress counts documents as files
     * @return every document as changed
     * @throws dev.nuri.indexer.NuriException when there is no index, or another process holds the folder
     */
    public static IngestReport reindex(Settings settings, Consumer<IngestProgress> progress) {
        try (BackgroundEmbedder embedder = BackgroundEmbedder.load(settings)) {
            return settings.cluster() == null
                    ? Indexer.reindex(settings.indexer(), embedder, progress)
                    : Indexers.reindexInCluster(settings.cluster(), settings.indexer(), embedder, progress);
        }
    }

    /** A server that does not answer must not keep words from being searched; null where that is so. */
    private static BackgroundEmbedder loadIfReady(Settings settings) {
        try {
            return BackgroundEmbedder.load(settings);
        } catch (NuriException e) {
            if (e.code() != ErrorCode.NOT_READY) {
                throw e;
            }
            LOG.warnf(
                    "%s Nothing is known of its vectors yet, so words alone are searched until the next start.",
                    e.getMessage());
            return null;
        }
    }

    private static NuriEngine of(
            Settings settings,
            Indexer indexer,
            BackgroundEmbedder embedder,
            BackgroundEmbedder former,
            Reranking reranking,
            Models models) {
        Synonyms synonyms = Synonyms.read(settings.dataDir().resolve("synonyms"), indexer.analyzers());
        Retriever retriever =
                HybridRetriever.of(indexer.store(), indexer.languages(), indexer.analyzers(), synonyms, reranking);
        Guardrail guard = Answerers.guard(settings, embedder, models.guard());
        return new NuriEngine(
                settings,
                indexer.store(),
                indexer.ingestor(),
                retriever,
                new Suggester(indexer.store(), indexer.analyzers()),
                Answerers.of(
                        retriever,
                        indexer.store(),
                        indexer.analyzers(),
                        indexer.languages(),
                        guard,
                        embedder,
                        models.writer()),
                models.writer(),
                new GuardedChats(guard, indexer.languages()),
                embedder,
                state(settings, embedder),
                indexer::notice,
                embedder == null && !settings.embedder().equals(Settings.NONE)
                        ? NuriEngine::notWithoutVectors
                        : indexer::reindex,
                indexer::hold,
                indexer::check,
                () -> close(indexer, embedder, former, reranking, models));
    }

    private static IngestReport notWithoutVectors(Consumer<IngestProgress> progress, BooleanSupplier cancelled) {
        throw new NuriException(
                ErrorCode.NOT_READY,
                "The embedder did not answer at the start, so that a new index would have no vectors: start again when"
                        + " it does, then reindex.");
    }

    private static Supplier<String> state(Settings settings, BackgroundEmbedder embedder) {
        if (embedder != null) {
            return embedder::state;
        }
        return () -> settings.embedder().equals(Settings.NONE) ? Settings.NONE : "failed";
    }

    /** Waits for a model that is still loading: a process that ends in the middle of it crashes in native code. */
    private static void close(Indexer indexer, Embedder embedder, Embedder former, Reranking reranking, Models models) {
        Reranker reranker = reranking == null ? null : reranking.model();
        AnswerModel writer = models.writer();
        AnswerModel guard = models.guard();
        try (embedder;
                former;
                reranker;
                writer;
                guard;
                indexer) {
            // Closed in reverse order.
        }
    }

    @Override
    public void close() {
        closer.run();
    }
}
