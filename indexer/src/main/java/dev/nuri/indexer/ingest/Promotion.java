package dev.nuri.indexer.ingest;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.FoundDocument;
import dev.nuri.indexer.EntrySearcher.Listing;
import dev.nuri.indexer.EntrySearcher.Stretch;
import dev.nuri.indexer.EntrySearcher.TermCount;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;

/**
 * Puts a duplicate in the place of the document it repeated when that one is gone, or has another text or other readers
 * now. Works from the index alone, so that it also mends what an interrupted ingest left.
 */
final class Promotion {

    private final PassageStore store;
    private final SourceLocks sourceLocks;
    private final PassageWriter writer;
    private final Duplicates duplicates;
    private int documents;
    private int passages;

    Promotion(PassageStore store, SourceLocks sourceLocks, PassageWriter writer) {
        this.store = store;
        this.sourceLocks = sourceLocks;
        this.writer = writer;
        this.duplicates = new Duplicates(store);
    }

    /**
     * What a promotion did.
     *
     * @param documents duplicates that have passages of their own now
     * @param passages how many
     */
    record Promoted(int documents, int passages) {}

    /** Mends every duplicate that is visible and not another process's to change just now; the caller publishes. */
    Promoted run() {
        documents = 0;
        passages = 0;
        orphans().forEach(this::mend);
        return new Promoted(documents, passages);
    }

    /** Duplicates whose original is not there with their text for their readers, by id. */
    private List<String> orphans() {
        try (IndexSnapshot snapshot = store.snapshot(Viewer.OPERATOR)) {
            List<String> orphans = new ArrayList<>();
            List<TermCount> originals = snapshot.searcher()
                    .terms(new Listing(IndexSchema.DUPLICATE_OF, List.of(new Stretch("", null)), Integer.MAX_VALUE))
                    .getFirst();
            for (TermCount original : originals) {
                orphans.addAll(orphansOf(snapshot, original.term()));
            }
            return orphans.stream().sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> orphansOf(IndexSnapshot snapshot, String original) throws IOException {
        EntrySearcher searcher = snapshot.searcher();
        String hash = hashOfPrimary(searcher, original);
        if (hash == null) {
            return repeating(searcher, original, null, null);
        }
        Query same = Duplicates.term(IndexSchema.CONTENT_HASH, hash);
        List<String> orphans = repeating(searcher, original, same, Occur.MUST_NOT);
        Optional<SortedSet<String>> readers = snapshot.readers(original);
        for (String id : repeating(searcher, original, same, Occur.FILTER)) {
            if (!snapshot.readers(id).equals(readers)) {
                orphans.add(id);
            }
        }
        return orphans;
    }

    /** Ids of the duplicates of a document, those with or without {@code text}. */
    private static List<String> repeating(EntrySearcher searcher, String original, Query text, Occur occur)
            throws IOException {
        BooleanQuery.Builder repeating =
                new BooleanQuery.Builder().add(Duplicates.term(IndexSchema.DUPLICATE_OF, original), Occur.FILTER);
        if (text != null) {
            repeating.add(text, occur);
        }
        return searcher.documents(repeating.build(), Integer.MAX_VALUE).stream()
                .map(FoundDocument::id)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Content hash of a document that has passages of its own; null when there is no such document. */
    private static String hashOfPrimary(EntrySearcher searcher, String id) throws IOException {
        BooleanQuery query = new BooleanQuery.Builder()
                .add(Duplicates.term(IndexSchema.DOCUMENT_ID, id), Occur.FILTER)
                .add(Duplicates.term(IndexSchema.KIND, IndexSchema.KIND_DOCUMENT), Occur.FILTER)
                .add(new PrefixQuery(new Term(IndexSchema.DUPLICATE_OF, "")), Occur.MUST_NOT)
                .build();
        List<FoundDocument> found = searcher.documents(query, 1);
        return found.isEmpty() ? null : found.getFirst().contentHash();
    }

    private void mend(String orphan) {
        SourceDocument document = read(orphan);
        if (document == null) {
            return;
        }
        // Read again under the lock: it may have been deleted meanwhile.
        sourceLocks.tryWith(document.collection(), SourceUris.sourceOf(document), () -> {
            SourceDocument now = read(orphan);
            if (now != null && now.metadata().containsKey(SourceDocument.DUPLICATE_OF)) {
                write(now);
            }
        });
    }

    private SourceDocument read(String id) {
        try (IndexSnapshot snapshot = store.snapshot(Viewer.OPERATOR)) {
            return snapshot.document(id).orElse(null);
        }
    }

    /** The first of several with one text gets passages, the others repeat that one from now on. */
    private void write(SourceDocument document) {
        Optional<String> original = duplicates.original(document);
        passages += writer.write(document, original.orElse(null));
        documents += original.isEmpty() ? 1 : 0;
    }
}
