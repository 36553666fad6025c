package dev.nuri.remote;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import org.jboss.logging.Logger;

/**
 * An embedder on a server that has {@code POST /embeddings} of OpenAI's kind. How many components its vectors have is
 * learned from its first answer and remembered in the cache folder, so that a later start does not need the server.
 */
public final class RemoteEmbedderProvider implements EmbedderProvider {

    private static final Logger LOG = Logger.getLogger(RemoteEmbedderProvider.class);

    /** Longest a search waits for its query's vector. */
    private static final Duration SEARCH = Duration.ofSeconds(3);

    private static final Duration FIRST_ANSWER = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int QUERIES_AT_ONCE = 16;
    private static final int BATCHES_AT_ONCE = 4;

    private final RemoteEmbedderSettings settings;
    private final int dimension;
    private final boolean justLearned;
    private final RemoteEmbedder.Pace pace;

    private RemoteEmbedderProvider(
            RemoteEmbedderSettings settings, int dimension, boolean justLearned, RemoteEmbedder.Pace pace) {
        this.settings = settings;
        this.dimension = dimension;
        this.justLearned = justLearned;
        this.pace = pace;
    }

    /**
     * Asks the server for a vector, unless it is remembered how many components one has.
     *
     * @param cacheDir remembers it
     * @throws NuriException NOT_READY when the server does not answer; otherwise what is wrong
     */
    public static RemoteEmbedderProvider of(RemoteEmbedderSettings settings, Path cacheDir) {
        return of(settings, cacheDir, pace());
    }

    private static RemoteEmbedder.Pace pace() {
        return new RemoteEmbedder.Pace(
                Lane.hurried(SEARCH, QUERIES_AT_ONCE),
                Lane.patient(ANSWER, PATIENCE, BATCHES_AT_ONCE),
                Lane.patient(FIRST_ANSWER, SEARCH, 1));
    }

    static RemoteEmbedderProvider of(RemoteEmbedderSettings settings, Path cacheDir, RemoteEmbedder.Pace pace) {
        KnownDimensions known = new KnownDimensions(cacheDir);
        int remembered = known.get(settings.server());
        if (remembered > 0) {
            return new RemoteEmbedderProvider(settings, remembered, false, pace);
        }
        try (RemoteEmbedder asked = new RemoteEmbedder(settings, "", 0, pace)) {
            int learned = asked.learned(pace.first());
            known.put(settings.server(), learned);
            return new RemoteEmbedderProvider(settings, learned, true, pace);
        }
    }

    @Override
    public String name() {
        return settings.server().servers();
    }

    /** Model, dimension and a fingerprint of the prefixes: the same wherever the model is served. */
    @Override
    public String id() {
        int prefixes = (settings.queryPrefix() + '\0' + settings.passagePrefix()).hashCode();
        return settings.server().model() + "/" + dimension + "-"
                + HexFormat.of().toHexDigits(prefixes);
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public boolean supports(String lang) {
        return settings.supports(lang);
    }

    /**
     * Opens it. A server that does not answer now may later.
     *
     * @throws NuriException when it answers and cannot be used, such as when its vectors have another dimension by now
     */
    @Override
    public Embedder open(Path cacheDir) {
        RemoteEmbedder embedder = new RemoteEmbedder(settings, id(), dimension, pace);
        if (justLearned) {
            return embedder;
        }
        try {
            int now = embedder.learned(pace.queries());
            if (now != dimension) {
                new KnownDimensions(cacheDir).put(settings.server(), now);
                throw NuriException.invalid(RemoteEmbedder.called(settings) + " gave " + dimension
                        + " components before and gives " + now + " now: start again, then `nuri reindex`.");
            }
        } catch (NuriException e) {
            if (e.code() != ErrorCode.NOT_READY) {
                embedder.close();
                throw e;
            }
            LOG.warnf("%s Until it does, words alone are searched.", e.getMessage());
        }
        return embedder;
    }
}
