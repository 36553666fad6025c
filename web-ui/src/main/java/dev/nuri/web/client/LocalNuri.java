package dev.nuri.web.client;

import dev.nuri.generator.Answerer;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.retriever.SuggestRequest;
import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.AskBody;
import dev.nuri.web.api.CollectionsView;
import dev.nuri.web.api.ContentView;
import dev.nuri.web.api.DocumentView;
import dev.nuri.web.api.DocumentsView;
import dev.nuri.web.api.FailureView;
import dev.nuri.web.api.FailuresView;
import dev.nuri.web.api.IngestBody;
import dev.nuri.web.api.IngestView;
import dev.nuri.web.api.Millis;
import dev.nuri.web.api.ProgressView;
import dev.nuri.web.api.SearchBody;
import dev.nuri.web.api.SearchView;
import dev.nuri.web.api.StatusView;
import dev.nuri.web.api.SuggestionsView;
import dev.nuri.web.engine.NuriEngine;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Nuri over the stages of this process. Thread-safe. */
public final class LocalNuri implements NuriClient {

    /** Largest page of a list. */
    public static final int MAX_LIMIT = 1_000;

    private static final Answerer.Listener SILENT = new Answerer.Listener() {};

    private final NuriEngine engine;
    private final long openedNanos = System.nanoTime();

    public LocalNuri(NuriEngine engine) {
        this.engine = engine;
    }

    @Override
    public SearchView search(SearchBody body) {
        return SearchView.of(engine.retriever().search(body.request()));
    }

    /**
     * Completes what is being typed.
     *
     * @param collection only from this one; null for all
     * @param k suggestions wanted
     */
    public SuggestionsView suggest(String text, String collection, int k) {
        return SuggestionsView.of(engine.suggester().suggest(new SuggestRequest(text, collection, k)));
    }

    @Override
    public AnswerView ask(AskBody body) {
        return ask(body, SILENT);
    }

    /** Answers a question and tells a listener on the way. */
    public AnswerView ask(AskBody body, Answerer.Listener listener) {
        var answer = engine.answerer().answer(body.question(engine.answerer().model()), listener);
        try (IndexSnapshot snapshot = engine.store().snapshot()) {
            return AnswerView.of(answer, id -> passage(snapshot, id));
        }
    }

    /** Checks a question without answering it. */
    public void check(AskBody body) {
        new SearchBody(
                        body.question(engine.answerer().model()).text(),
                        null,
                        null,
                        null,
                        body.filters(),
                        null,
                        null,
                        null,
                        null)
                .request();
    }

    private static Passage passage(IndexSnapshot snapshot, String passageId) {
        int hash = passageId.lastIndexOf('#');
        return snapshot.passages(passageId.substring(0, hash)).stream()
                .filter(p -> p.id().equals(passageId))
                .findFirst()
                .orElse(null);
    }

    @Override
    public IngestView index(IngestBody body, Consumer<ProgressView> progress) {
        return IngestView.of(engine.ingestor()
                .ingest(body.request(), p -> progress.accept(ProgressView.of(p)), () -> Thread.currentThread()
                        .isInterrupted()));
    }

    @Override
    public StatusView status() {
        try (IndexSnapshot snapshot = engine.store().snapshot()) {
            Map<String, IndexSnapshot.CollectionStats> stats = snapshot.collections();
            return new StatusView(
                    Version.current(),
                    engine.settings().dataDir().toString(),
                    ProcessHandle.current().pid(),
                    sum(stats, IndexSnapshot.CollectionStats::documents),
                    sum(stats, IndexSnapshot.CollectionStats::passages),
                    failureCount(),
                    engine.store().sizeBytes(),
                    snapshot.generation(),
                    engine.settings().engine(),
                    new StatusView.EmbedderView(
                            engine.settings().embedder(), engine.embedderState().get()),
                    engine.answerer().model(),
                    engine.notice().get().orElse(null),
                    Millis.seconds(Duration.ofNanos(System.nanoTime() - openedNanos)));
        }
    }

    private static long sum(
            Map<String, IndexSnapshot.CollectionStats> stats, Function<IndexSnapshot.CollectionStats, Long> field) {
        return stats.values().stream().mapToLong(field::apply).sum();
    }

    /** Every collection. */
    public CollectionsView collections() {
        try (IndexSnapshot snapshot = engine.store().snapshot()) {
            return CollectionsView.of(snapshot.collections(), failureCount());
        }
    }

    @Override
    public DocumentsView documents(String collection, int offset, int limit) {
        checkPage(offset, limit);
        String checked = checked(collection);
        try (IndexSnapshot snapshot = engine.store().snapshot()) {
            long total = snapshot.collections().entrySet().stream()
                    .filter(e -> checked == null || e.getKey().equals(checked))
                    .mapToLong(e -> e.getValue().documents())
                    .sum();
            List<DocumentView> page = snapshot.documents(checked, offset, limit).stream()
                    .map(d -> DocumentView.of(d, passages(snapshot, d.id())))
                    .toList();
            return new DocumentsView(page, total, offset);
        }
    }

    private static void checkPage(int offset, int limit) {
        if (offset < 0 || limit < 1 || limit > MAX_LIMIT) {
            throw NuriException.invalid("offset must be at least 0 and limit 1 to " + MAX_LIMIT + ", got " + offset
                    + " and " + limit + ".");
        }
    }

    private static long passages(IndexSnapshot snapshot, String documentId) {
        Query query = new BooleanQuery.Builder()
                .add(new TermQuery(new Term(IndexSchema.KIND, IndexSchema.KIND_PASSAGE)), BooleanClause.Occur.FILTER)
                .add(new TermQuery(new Term(IndexSchema.DOCUMENT_ID, documentId)), BooleanClause.Occur.FILTER)
                .build();
        try {
            return snapshot.searcher().count(query);
        } catch (IOException e) {
            throw new NuriException(ErrorCode.CORRUPT, "The index cannot be read: " + e.getMessage() + ".", e);
        }
    }

    private static String checked(String collection) {
        return collection == null ? null : IngestRequest.collectionName(collection);
    }

    @Override
    public DocumentView document(String id) {
        try (IndexSnapshot snapshot = engine.store().snapshot()) {
            return DocumentView.of(found(snapshot, id), passages(snapshot, id));
        }
    }

    @Override
    public ContentView content(String id) {
        try (IndexSnapshot snapshot = engine.store().snapshot()) {
            return ContentView.of(found(snapshot, id), snapshot.passages(id));
        }
    }

    /** A document with its text. */
    public SourceDocument source(String id) {
        try (IndexSnapshot snapshot = engine.store().snapshot()) {
            return found(snapshot, id);
        }
    }

    private static SourceDocument found(IndexSnapshot snapshot, String id) {
        return snapshot.document(id).orElseThrow(() -> NuriException.notFound("There is no document '" + id + "'."));
    }

    /**
     * The bytes a document was read from.
     *
     * @throws NuriException when they are gone or have changed since
     */
    public InputStream original(SourceDocument document) {
        InputStream bytes = engine.ingestor().original(document);
        if (bytes == null) {
            throw new NuriException(
                    ErrorCode.NOT_FOUND,
                    "The original of '" + document.title() + "' is gone or has changed since it was indexed.");
        }
        return bytes;
    }

    @Override
    public void delete(String id) {
        if (!engine.ingestor().remove(id)) {
            throw NuriException.notFound("There is no document '" + id + "'.");
        }
    }

    @Override
    public FailuresView failures(String collection, int offset, int limit) {
        checkPage(offset, limit);
        List<FailureView> all = engine.store().sources(checked(collection), "").stream()
                .flatMap(LocalNuri::failures)
                .toList();
        return new FailuresView(all.stream().skip(offset).limit(limit).toList(), all.size(), offset);
    }

    private long failureCount() {
        return engine.store().sources(null, "").stream()
                .mapToLong(s -> s.failures().size())
                .sum();
    }

    private static Stream<FailureView> failures(SourceRecord s) {
        return s.failures().stream()
                .map(f -> new FailureView(s.collection(), f.path(), f.stage(), f.reason(), s.indexed()));
    }

    @Override
    public void close() {
        engine.close();
    }
}
