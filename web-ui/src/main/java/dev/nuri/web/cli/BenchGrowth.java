package dev.nuri.web.cli;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Indexer;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.HybridRetriever;
import dev.nuri.retriever.ProgressListener;
import dev.nuri.retriever.SearchRequest;
import dev.nuri.retriever.SearchRequest.Legs;
import dev.nuri.retriever.Synonyms;
import dev.nuri.retriever.VectorFigures;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.Indexers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** An index that grows from one size to the next, measured at each. */
final class BenchGrowth implements AutoCloseable {

    private static final long SEED = 20_261_124;
    private static final int K = 10;
    private static final int BATCH = 1_000;
    private static final int COMMIT_PASSAGES = 50_000;
    private static final int COMPARED = 200;

    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);

    private static final SortedSet<String> HALF = Readers.of(List.of("group:half"));
    private static final Viewer STRANGER = new Viewer(Set.of("user:stranger"), null);

    private final List<EvalQuery> questions;
    private final PerturbedCopies corpus;
    private final PassageSplitter splitter = new PassageSplitter();
    private final Embedder embedder;
    private final Path dataDir;
    private final Indexer indexer;
    private final boolean embedded;
    private final AtomicLong passages = new AtomicLong();
    private int documents;
    private long buildNanos;

    /**
     * An index that is empty.
     *
     * @param cluster where it is; null for one in {@code dataDir}
     * @param embedder null for an index without vectors; the caller's to close, after this
     */
    BenchGrowth(List<EvalSet> sets, int searches, Settings.ClusterSettings cluster, Embedder embedder, Path dataDir) {
        this.questions = Times.sample(
                sets.stream()
                        .flatMap(set -> set.queries().stream())
                        .filter(query -> SearchRequest.canBeFound(query.question()))
                        .toList(),
                searches);
        this.corpus = new PerturbedCopies(
                sets.stream()
                        .flatMap(set -> set.passages().stream())
                        .filter(passage -> SearchRequest.canBeFound(passage.text()))
                        .toList(),
                SEED);
        this.embedder = embedder;
        this.dataDir = dataDir;
        this.embedded = cluster == null;
        this.indexer = embedded
                ? Indexer.open(IndexerConfig.of(dataDir), embedder)
                : emptyIn(cluster, IndexerConfig.of(dataDir), embedder);
    }

    private static Indexer emptyIn(Settings.ClusterSettings cluster, IndexerConfig config, Embedder embedder) {
        Indexer indexer = Indexers.overCluster(cluster, config, embedder);
        boolean empty;
        try (IndexSnapshot snapshot = indexer.store().snapshot(Viewer.OPERATOR)) {
            empty = snapshot.collections().isEmpty();
        }
        if (!empty) {
            indexer.close();
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The index " + cluster.index() + " holds documents: name a new one with"
                            + " --set nuri.opensearch.index=NAME, which is measured and left there.");
        }
        return indexer;
    }

    /** Adds passages until there are {@code size}. */
    void growTo(long size, ProgressListener progress) {
        long committed = passages.get();
        while (passages.get() < size) {
            int count = (int) Math.min(BATCH, size - passages.get());
            List<SourceDocument> batch = IntStream.range(documents, documents + count)
                    .parallel()
                    .mapToObj(this::document)
                    .toList();
            documents += count;
            long start = System.nanoTime();
            batch.parallelStream().forEach(this::write);
            if (passages.get() - committed >= COMMIT_PASSAGES) {
                indexer.store().commit();
                committed = passages.get();
            }
            buildNanos += System.nanoTime() - start;
            progress.progress("index", passages.get(), size);
        }
        long start = System.nanoTime();
        indexer.store().commit();
        awaitMerges();
        buildNanos += System.nanoTime() - start;
        awaitRest();
        start = System.nanoTime();
        // Readers see merged segments with the next commit that holds something new.
        write(document(documents++));
        indexer.store().commit();
        buildNanos += System.nanoTime() - start;
    }

    /** Every other one is hidden from {@link #STRANGER}. */
    private SourceDocument document(int i) {
        return BenchCorpus.document(corpus.get(i), i % 2 == 0 ? Readers.EVERYONE : HALF);
    }

    private void write(SourceDocument document) {
        List<Passage> cut = splitter.split(document);
        float[][] vectors = new float[cut.size()][];
        for (int i = 0; embedder != null && i < vectors.length; i++) {
            if (embedder.supports(cut.get(i).lang())) {
                String text = document.title() + "\n" + cut.get(i).text();
                vectors[i] = embedder.embed(List.of(text), Embedder.Role.PASSAGE)[0];
            }
        }
        indexer.store().replace(document, cut, vectors);
        passages.addAndGet(cut.size());
    }

    /** Lucene merges in threads of its own, which it names; searches timed beside them would tell of both. */
    private static void awaitMerges() {
        try {
            while (Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().startsWith("Lucene Merge"))) {
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A cluster merges as it likes: it rests when the index has kept its size for a while. Not waited for without end. */
    private void awaitRest() {
        long size = -1;
        long since = System.nanoTime();
        long end = since + MAX_WAIT.toNanos();
        while (!embedded && System.nanoTime() < end && System.nanoTime() - since < REST.toNanos()) {
            long now = indexer.store().sizeBytes();
            if (now != size) {
                size = now;
                since = System.nanoTime();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Every figure at the present size. */
    Map<String, Object> figures() throws IOException {
        Map<String, Object> figures = new LinkedHashMap<>();
        double seconds = buildNanos / 1e9;
        figures.put("passages", passages.get());
        figures.put("buildSeconds", rounded(seconds));
        figures.put("buildPassagesPerSecond", rounded(passages.get() / seconds));
        size(figures);
        List<String> texts = questions.stream().map(EvalQuery::question).toList();
        times(figures, Legs.LEXICAL, texts);
        figures.put("bare", Times.figures(bareMillis(texts)));
        if (embedder != null) {
            times(figures, Legs.DENSE, texts);
            times(figures, Legs.HYBRID, texts);
        }
        figures.put(
                "hybridForHalf", Times.of(texts, searching(Legs.HYBRID, STRANGER), searching(Legs.HYBRID, STRANGER)));
        figures.put("lexicalAfterChange", Times.figures(millisAfterChange(texts)));
        figures.put("viewMillis", rounded(viewMillis()));
        if (embedder != null && embedded) {
            figures.put("vectors", vectors());
        }
        System.gc();
        figures.put(
                "heapUsedBytes",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        return figures;
    }

    private void times(Map<String, Object> figures, Legs legs, List<String> queries) {
        figures.put(
                legs.name().toLowerCase(Locale.ROOT),
                Times.of(queries, searching(legs, Viewer.OPERATOR), searching(legs, Viewer.OPERATOR)));
    }

    private void size(Map<String, Object> figures) throws IOException {
        long bytes = indexer.store().sizeBytes();
        figures.put("indexBytes", bytes);
        figures.put("indexBytesPerPassage", rounded((double) bytes / passages.get()));
        if (embedded) {
            figures.put("parts", IndexParts.of(dataDir.resolve("index")));
        }
        try (IndexSnapshot snapshot = indexer.store().snapshot(Viewer.OPERATOR)) {
            figures.put("segments", snapshot.searcher().segments());
        }
    }

    /** Each has a retriever of its own, so that nothing timed was found before. */
    private Consumer<String> searching(Legs legs, Viewer viewer) {
        HybridRetriever retriever = retriever();
        return query -> retriever.search(request(query, legs, viewer));
    }

    private HybridRetriever retriever() {
        return HybridRetriever.of(indexer.store(), indexer.languages(), indexer.analyzers(), Synonyms.NONE, null);
    }

    private static SearchRequest request(String query, Legs legs, Viewer viewer) {
        return new SearchRequest(viewer, query, null, null, null, K, null, false, legs);
    }

    /** What the engine takes for the lexical leg's query alone, for the second time: a lexical search is to be seen beside it. */
    private DoubleStream bareMillis(List<String> queries) {
        HybridRetriever retriever = retriever();
        List<SearchRequest> requests = queries.stream()
                .map(query -> request(query, Legs.LEXICAL, Viewer.OPERATOR))
                .toList();
        requests.forEach(retriever::bareMillis);
        return requests.stream().mapToDouble(retriever::bareMillis);
    }

    /** Lexical searches after a publishing, with which all goes that was remembered of words asked for before. */
    private DoubleStream millisAfterChange(List<String> queries) {
        write(document(documents++));
        indexer.store().commit();
        Consumer<String> search = searching(Legs.LEXICAL, Viewer.OPERATOR);
        return queries.stream().mapToDouble(query -> Times.millis(() -> search.accept(query)));
    }

    /** Time until what somebody may read, who has not asked before, is known. */
    private double viewMillis() {
        long start = System.nanoTime();
        try (IndexSnapshot snapshot = indexer.store().snapshot(new Viewer(Set.of("user:" + documents), null))) {
            snapshot.searcher();
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private Map<String, Object> vectors() {
        List<VectorFigures.Question> compared = new ArrayList<>();
        for (EvalQuery query : Times.sample(questions, COMPARED)) {
            compared.add(new VectorFigures.Question(
                    query.question(),
                    query.qrels().keySet().stream().map(BenchCorpus::documentId).collect(Collectors.toSet())));
        }
        try (IndexSnapshot snapshot = indexer.store().snapshot(Viewer.OPERATOR)) {
            VectorFigures measured = VectorFigures.measure(snapshot, compared);
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("queries", measured.queries());
            figures.put("recall@10", rounded(measured.recallAt10()));
            figures.put("recall@100", rounded(measured.recallAt100()));
            figures.put("mrr@10", rounded(measured.mrrAt10()));
            figures.put("exactMrr@10", rounded(measured.exactMrrAt10()));
            return figures;
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }

    @Override
    public void close() {
        indexer.close();
    }
}
