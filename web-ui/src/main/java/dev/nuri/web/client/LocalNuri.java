package dev.nuri.web.client;

import dev.nuri.generator.Answer;
import dev.nuri.generator.Answerer;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.SuggestRequest;
import dev.nuri.web.api.AclView;
import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.AskBody;
import dev.nuri.web.api.BackupBody;
import dev.nuri.web.api.BackupView;
import dev.nuri.web.api.CheckView;
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
import dev.nuri.web.api.QuotaBody;
import dev.nuri.web.api.QuotaView;
import dev.nuri.web.api.SearchBody;
import dev.nuri.web.api.SearchView;
import dev.nuri.web.api.StatusView;
import dev.nuri.web.api.SuggestionsView;
import dev.nuri.web.config.ModelNames;
import dev.nuri.web.data.Backup;
import dev.nuri.web.data.DataCheck;
import dev.nuri.web.engine.NuriEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/** Nuri over the stages of this process, for one viewer: what he may not read is not there. Thread-safe. */
public final class LocalNuri implements NuriClient {

    /** Largest page of a list. */
    public static final int MAX_LIMIT = 1_000;

    private static final Answerer.Listener SILENT = new Answerer.Listener() {};

    private final NuriEngine engine;
    private final Viewer viewer;
    private final Consumer<Answer.Usage> meter;
    private final long openedNanos;

    public LocalNuri(NuriEngine engine, Viewer viewer) {
        this(engine, viewer, _ -> {}, System.nanoTime());
    }

    private LocalNuri(NuriEngine engine, Viewer viewer, Consumer<Answer.Usage> meter, long openedNanos) {
        this.engine = engine;
        this.viewer = viewer;
        this.meter = meter;
        this.openedNanos = openedNanos;
    }

    /**
     * The same for another viewer.
     *
     * @param other who
     * @param told what models use for his answers
     */
    public LocalNuri as(Viewer other, Consumer<Answer.Usage> told) {
        return new LocalNuri(engine, other, told, openedNanos);
    }

    private IndexSnapshot snapshot() {
        return engine.store().snapshot(viewer);
    }

    @Override
    public SearchView search(SearchBody body) {
        return SearchView.of(engine.retriever().search(body.request(viewer)));
    }

    /**
     * Completes what is being typed.
     *
     * @param collection only from this one; null for all
     * @param k suggestions wanted
     */
    public SuggestionsView suggest(String text, String collection, int k) {
        return SuggestionsView.of(engine.suggester().suggest(new SuggestRequest(viewer, text, collection, k)));
    }

    @Override
    public AnswerView ask(AskBody body) {
        return ask(body, SILENT);
    }

    /** Answers a question and tells a listener on the way. */
    public AnswerView ask(AskBody body, Answerer.Listener listener) {
        var answer = engine.answerer()
                .answer(body.question(viewer, engine.answerer().model()), new MeteredListener(listener, meter));
        try (IndexSnapshot snapshot = snapshot()) {
            return AnswerView.of(answer, id -> passage(snapshot, id));
        }
    }

    /** Checks a question without answering it. */
    public void check(AskBody body) {
        new SearchBody(
                        body.question(viewer, engine.answerer().model()).text(),
                        null,
                        null,
                        null,
                        body.filters(),
                        null,
                        null,
                        null,
                        null)
                .request(viewer);
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
        try (IndexSnapshot snapshot = snapshot()) {
            Map<String, IndexSnapshot.CollectionStats> stats = snapshot.collections();
            return new StatusView(
                    Version.current(),
                    viewer.readsAll() ? engine.settings().dataDir().toString() : "",
                    ProcessHandle.current().pid(),
                    sum(stats, IndexSnapshot.CollectionStats::documents),
                    sum(stats, IndexSnapshot.CollectionStats::passages),
                    failureCount(),
                    viewer.readsAll() ? engine.store().sizeBytes() : 0,
                    viewer.readsAll() ? snapshot.generation() : 0,
                    engine.settings().engine(),
                    new StatusView.EmbedderView(
                            engine.settings().embedder(), engine.embedderState().get()),
                    engine.answerer().model(),
                    new StatusView.GuardView(
                            engine.settings().guardPolicy(),
                            ModelNames.shown(engine.settings().guardModel().name())),
                    engine.notice().get().orElse(null),
                    Millis.seconds(Duration.ofNanos(System.nanoTime() - openedNanos)));
        }
    }

    private static long sum(
            Map<String, IndexSnapshot.CollectionStats> stats, Function<IndexSnapshot.CollectionStats, Long> field) {
        return stats.values().stream().mapToLong(field::apply).sum();
    }

    /** Every collection that has documents, or a quota that the viewer may know of. */
    @Override
    public CollectionsView collections() {
        try (IndexSnapshot snapshot = snapshot()) {
            return CollectionsView.of(snapshot.collections(), snapshot.quotas(), failureCount());
        }
    }

    @Override
    public DocumentsView documents(String collection, int offset, int limit) {
        checkPage(offset, limit);
        String checked = checked(collection);
        try (IndexSnapshot snapshot = snapshot()) {
            long total = snapshot.collections().entrySet().stream()
                    .filter(e -> checked == null || e.getKey().equals(checked))
                    .mapToLong(e -> e.getValue().documents())
                    .sum();
            List<DocumentView> page = snapshot.documents(checked, offset, limit).stream()
                    .map(d -> DocumentView.of(d, passages(snapshot, d.id()), viewer.readsAll()))
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
        try (IndexSnapshot snapshot = snapshot()) {
            return DocumentView.of(found(snapshot, id), passages(snapshot, id), viewer.readsAll());
        }
    }

    @Override
    public ContentView content(String id) {
        try (IndexSnapshot snapshot = snapshot()) {
            return ContentView.of(found(snapshot, id), snapshot.passages(id));
        }
    }

    /** A document with its text. */
    public SourceDocument source(String id) {
        try (IndexSnapshot snapshot = snapshot()) {
            return found(snapshot, id);
        }
    }

    private static SourceDocument found(IndexSnapshot snapshot, String id) {
        return snapshot.document(id).orElseThrow(() -> unknown(id));
    }

    private static NuriException unknown(String id) {
        return NuriException.notFound("There is no document '" + id + "'.");
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
        source(id);
        if (!engine.ingestor().remove(id)) {
            throw unknown(id);
        }
    }

    /** Who may read a document. */
    public AclView documentAcl(String id) {
        try (IndexSnapshot snapshot = snapshot()) {
            return AclView.of(snapshot.readers(id).orElseThrow(() -> unknown(id)));
        }
    }

    /** Sets who may read a document, from the next query on. */
    public AclView setDocumentAcl(String id, AclView acl) {
        documentAcl(id);
        SortedSet<String> readers = acl.readers();
        if (!engine.ingestor().setReaders(id, readers)) {
            throw unknown(id);
        }
        return AclView.of(readers);
    }

    /** Who may read a collection at all. */
    public AclView collectionAcl(String name) {
        String collection = IngestRequest.collectionName(name);
        try (IndexSnapshot snapshot = snapshot()) {
            return AclView.of(
                    snapshot.allows(collection, Readers.EVERYONE)
                            ? snapshot.collectionReaders().getOrDefault(collection, Readers.EVERYONE)
                            : Readers.EVERYONE);
        }
    }

    /** Sets who may read a collection at all, from the next query on. */
    public AclView setCollectionAcl(String name, AclView acl) {
        if (!viewer.readsAll()) {
            throw new NuriException(ErrorCode.REFUSED, "Only who may read everything may say who reads a collection.");
        }
        SortedSet<String> readers = acl.readers();
        engine.ingestor().setCollectionReaders(name, readers);
        return AclView.of(readers);
    }

    @Override
    public QuotaView quota(String name) {
        requireReadsAll();
        String collection = IngestRequest.collectionName(name);
        try (IndexSnapshot snapshot = snapshot()) {
            Quota.Standing standing = snapshot.quotas().get(collection);
            return QuotaView.of(standing == null ? new Quota.Standing(Quota.NONE, Quota.Use.NOTHING) : standing);
        }
    }

    @Override
    public QuotaView setQuota(String name, QuotaBody limits) {
        requireReadsAll();
        engine.ingestor().setCollectionQuota(name, limits.quota());
        return quota(name);
    }

    private void requireReadsAll() {
        if (!viewer.readsAll()) {
            throw new NuriException(
                    ErrorCode.REFUSED, "Only who may read everything may see or say how much a collection may hold.");
        }
    }

    /**
     * Makes sure that a collection may hold more, where it is certain that it may not.
     *
     * @param targets as for {@link #requireWritable}
     * @throws NuriException OVER_QUOTA when its quota is used up and one of them was never brought in
     */
    public void requireRoom(String collection, List<String> targets, boolean uploads) {
        String checked = IngestRequest.collectionName(collection);
        targets.stream()
                .filter(target -> target != null && (uploads || IngestBody.isUrl(target)))
                .forEach(target -> engine.ingestor().requireRoom(checked, target));
    }

    /**
     * Makes sure that bringing something in changes nothing that the viewer may not read.
     *
     * @param targets addresses, or names of uploads; paths are for whoever may do everything, and not looked at
     * @param uploads whether they are names of uploads
     * @throws NuriException when it might
     */
    public void requireWritable(String collection, List<String> targets, boolean uploads) {
        if (viewer.readsAll()) {
            return;
        }
        String checked = IngestRequest.collectionName(collection);
        for (String target : targets) {
            boolean path = !uploads && !IngestBody.isUrl(String.valueOf(target));
            if (target != null && !path && !engine.ingestor().mayReplace(viewer, checked, target)) {
                throw new NuriException(
                        ErrorCode.REFUSED,
                        "You may not put '" + target + "' into the collection '" + checked
                                + "': choose another name or collection.");
            }
        }
    }

    @Override
    public FailuresView failures(String collection, int offset, int limit) {
        checkPage(offset, limit);
        List<FailureView> all = engine.store().sources(viewer, checked(collection), "").stream()
                .flatMap(LocalNuri::failures)
                .toList();
        return new FailuresView(all.stream().skip(offset).limit(limit).toList(), all.size(), offset);
    }

    private long failureCount() {
        return engine.store().sources(viewer, null, "").stream()
                .mapToLong(s -> s.failures().size())
                .sum();
    }

    private static Stream<FailureView> failures(SourceRecord s) {
        return s.failures().stream()
                .map(f -> new FailureView(s.collection(), f.path(), f.stage(), f.reason(), s.indexed()));
    }

    @Override
    public BackupView backup(BackupBody body) {
        Path base = body.base() == null ? null : absolute(body.base());
        return new Backup(engine.settings().dataDir(), Version.current(), engine.holder())
                .write(absolute(body.file()), base);
    }

    private static Path absolute(String file) {
        Path path = file == null ? null : Path.of(file);
        if (path == null || !path.isAbsolute()) {
            throw NuriException.invalid("A backup is named by an absolute path, got '" + file + "'.");
        }
        return path;
    }

    @Override
    public CheckView check() {
        return DataCheck.run(engine.settings().dataDir(), engine.checker());
    }

    @Override
    public void close() {
        engine.close();
    }
}
