package dev.nuri.indexer.store;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static dev.nuri.indexer.TestDocuments.withReaders;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.EntrySearcher.FoundPassage;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.apache.lucene.util.automaton.Operations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisibleReaderTest {

    private static final SortedSet<String> RED = Readers.of(List.of("group:red"));
    private static final Viewer STRANGER = new Viewer(Set.of("user:ann"), null);
    private static final Viewer MEMBER = new Viewer(Set.of("user:ann", "group:red"), null);
    private static final List<String> FIELDS = List.of(
            IndexSchema.BODY,
            IndexSchema.TITLE,
            IndexSchema.NAMES,
            IndexSchema.TYPING,
            IndexSchema.COLLECTION,
            IndexSchema.IDENTIFIERS,
            IndexSchema.DOCUMENT_ID);

    @TempDir
    Path folder;

    private static StoreSettings settings() {
        return StoreSettings.of(new WhitespaceAnalyzer(), _ -> null, "a", null, 0);
    }

    private LuceneStore open(String name) {
        return LuceneStore.open(folder.resolve(name), settings());
    }

    private static void add(LuceneStore store, SourceDocument d) {
        store.replace(d, lines(d), null);
    }

    private static List<String> found(LuceneStore store, Viewer viewer, String word) {
        try (IndexSnapshot now = store.snapshot(viewer)) {
            List<String> found = new ArrayList<>();
            for (FoundPassage hit : now.searcher().search(new TermQuery(new Term(IndexSchema.BODY, word)), 100)) {
                found.add(now.passage(hit.number()).title());
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsHiddenIsNotThere() throws IOException {
        try (LuceneStore store = open("i")) {
            add(store, document("c", "open", "en", "one fish"));
            add(store, withReaders(document("c", "red", "en", "red fish\nsecret fish"), RED));
            store.commit();
            assertThat(found(store, Viewer.OPERATOR, "fish")).hasSize(3);
            assertThat(found(store, MEMBER, "fish")).hasSize(3);
            assertThat(found(store, STRANGER, "fish")).containsExactly("open");
            try (IndexSnapshot now = store.snapshot(STRANGER)) {
                IndexReader reader = lucene(now).getIndexReader();
                assertThat(reader.docFreq(new Term(IndexSchema.BODY, "secret"))).isZero();
                assertThat(reader.docFreq(new Term(IndexSchema.BODY, "fish"))).isEqualTo(1);
                assertThat(reader.numDocs()).isEqualTo(2);
                assertThat(now.collections().get("c").passages()).isEqualTo(1);
                assertThat(now.document(SourceDocument.idOf("c", "file:///red")))
                        .isEmpty();
                assertThat(now.readers(SourceDocument.idOf("c", "file:///red"))).isEmpty();
            }
        }
    }

    @Test
    void readersChangeInPlaceAndStay() {
        SourceDocument d = document("c", "a", "en", "one fish\ntwo fish");
        try (LuceneStore store = open("i")) {
            add(store, d);
            store.commit();
            store.setReaders(d.id(), RED);
            store.setReaders("unknown", RED);
            assertThat(found(store, STRANGER, "fish")).as("before the commit").hasSize(2);
            store.commit();
            assertThat(found(store, STRANGER, "fish")).isEmpty();
            assertThat(found(store, MEMBER, "fish")).hasSize(2);
        }
        try (LuceneStore store = open("i")) {
            assertThat(found(store, STRANGER, "fish")).isEmpty();
            try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
                assertThat(now.document(d.id())).contains(withReaders(d, RED));
            }
            store.setReaders(d.id(), Readers.EVERYONE);
            store.commit();
            assertThat(found(store, STRANGER, "fish")).hasSize(2);
        }
    }

    @Test
    void collectionsHaveReadersToo() {
        try (LuceneStore store = open("i")) {
            add(store, document("c", "a", "en", "one fish"));
            add(store, document("d", "b", "en", "two fish"));
            store.setCollectionReaders("c", RED);
            store.commit();
            assertThat(found(store, STRANGER, "fish")).containsExactly("b");
            assertThat(found(store, MEMBER, "fish")).hasSize(2);
            assertThat(found(store, new Viewer(null, Set.of("c")), "fish")).containsExactly("a");
            try (IndexSnapshot now = store.snapshot(STRANGER)) {
                assertThat(now.collections()).containsOnlyKeys("d");
                assertThat(now.collectionReaders()).isEqualTo(Map.of("c", RED));
                assertThat(now.allows("c", Readers.EVERYONE)).isFalse();
            }
            store.setCollectionReaders("c", Readers.EVERYONE);
            store.commit();
            assertThat(found(store, STRANGER, "fish")).hasSize(2);
        }
    }

    @Test
    void anIndexOfTheFormerFormatIsForEveryone() throws IOException {
        SourceDocument d = document("c", "a", "en", "one fish");
        try (LuceneStore store = open("i")) {
            add(store, d);
            store.commit();
        }
        stamp(5);
        try (LuceneStore store = open("i")) {
            assertThat(found(store, STRANGER, "fish")).containsExactly("a");
            assertThat(CommitStamp.read(folder.resolve("i")).orElseThrow().format())
                    .as("earlier versions show everyone everything, so that they must not open it any more")
                    .isEqualTo(CommitStamp.FORMAT);
            store.setReaders(d.id(), RED);
            store.commit();
            assertThat(found(store, STRANGER, "fish")).isEmpty();
        }
    }

    @Test
    void anIndexOfAnOlderFormatGetsNoReaders() throws IOException {
        SourceDocument d = document("c", "a", "en", "one fish");
        try (LuceneStore store = open("i")) {
            add(store, d);
            store.commit();
        }
        stamp(4);
        CommitStamp old = CommitStamp.read(folder.resolve("i")).orElseThrow();
        try (LuceneStore store =
                LuceneStore.open(folder.resolve("i"), settings().asBuilt(old, null))) {
            assertThat(found(store, STRANGER, "fish")).containsExactly("a");
            assertThatThrownBy(() -> store.setReaders(d.id(), RED))
                    .isInstanceOf(NuriException.class)
                    .hasMessageContaining("nuri reindex");
        }
    }

    private void stamp(int format) throws IOException {
        try (FSDirectory directory = FSDirectory.open(folder.resolve("i"));
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            Map<String, String> data = new HashMap<>();
            writer.getLiveCommitData().forEach(entry -> data.put(entry.getKey(), entry.getValue()));
            data.put("nuri.format", Integer.toString(format));
            writer.setLiveCommitData(data.entrySet());
            writer.commit();
        }
    }

    /** Terms, postings and statistics of a part of an index are those of an index of that part. */
    @Test
    void aViewIsAsAnIndexOfWhatItShows() throws IOException {
        Random random = Seeds.random("VisibleReaderTest");
        for (int round = 0; round < 30; round++) {
            try (LuceneStore all = open("all" + round);
                    LuceneStore part = open("part" + round)) {
                fill(random, all, part);
                try (IndexSnapshot view = all.snapshot(STRANGER);
                        IndexSnapshot alone = part.snapshot(STRANGER)) {
                    compare(random, lucene(view), lucene(alone));
                }
            }
        }
    }

    private static IndexSearcher lucene(IndexSnapshot snapshot) {
        return ((LuceneSnapshot) snapshot).indexSearcher();
    }

    private static void fill(Random random, LuceneStore all, LuceneStore part) {
        int documents = 1 + random.nextInt(40);
        for (int i = 0; i < documents; i++) {
            StringBuilder text = new StringBuilder();
            for (int w = random.nextInt(60); w > 0; w--) {
                text.append("w")
                        .append((int) Math.abs(random.nextGaussian() * 12))
                        .append(w % 9 == 0 ? '\n' : ' ');
            }
            SourceDocument d = document(random.nextBoolean() ? "c" : "d", "N" + i, "en", text + "A-" + i);
            boolean hidden = random.nextInt(3) == 0;
            add(all, hidden ? withReaders(d, RED) : d);
            if (!hidden) {
                add(part, d);
            }
            if (random.nextInt(8) == 0) {
                String gone = SourceDocument.idOf("c", "file:///N" + random.nextInt(i + 1));
                all.delete(gone);
                part.delete(gone);
            }
            if (random.nextInt(6) == 0) {
                all.commit();
            }
        }
        all.commit();
        part.commit();
    }

    private static void compare(Random random, IndexSearcher view, IndexSearcher alone) throws IOException {
        assertThat(view.getIndexReader().numDocs())
                .isEqualTo(alone.getIndexReader().numDocs());
        for (String field : FIELDS) {
            Map<String, Integer> terms = terms(alone, field);
            assertThat(terms(view, field)).as(field).isEqualTo(terms);
            assertThat(statistics(view, field)).as(field).isEqualTo(statistics(alone, field));
            for (int i = 0; i < 20; i++) {
                String term = "w" + random.nextInt(40);
                assertThat(ceiling(view, field, term)).isEqualTo(ceiling(alone, field, term));
                Term exact = new Term(field, term);
                assertThat(view.getIndexReader().docFreq(exact))
                        .isEqualTo(alone.getIndexReader().docFreq(exact));
                assertThat(scores(view, exact)).isEqualTo(scores(alone, exact));
            }
        }
    }

    /** What scores are made of. */
    private static List<Long> statistics(IndexSearcher searcher, String field) throws IOException {
        CollectionStatistics all = searcher.collectionStatistics(field);
        return all == null ? List.of() : List.of(all.docCount(), all.sumTotalTermFreq(), all.sumDocFreq());
    }

    /** Term to the number of entries, by postings and by count. */
    private static Map<String, Integer> terms(IndexSearcher searcher, String field) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), field);
        if (terms == null) {
            return counts;
        }
        TermsEnum each = terms.iterator();
        for (BytesRef term = each.next(); term != null; term = each.next()) {
            int count = 0;
            PostingsEnum postings = each.postings(null, PostingsEnum.NONE);
            while (postings.nextDoc() != PostingsEnum.NO_MORE_DOCS) {
                count++;
            }
            assertThat(each.docFreq()).isEqualTo(count);
            counts.put(term.utf8ToString(), count);
        }
        TermsEnum some = new CompiledAutomaton(
                        Operations.concatenate(List.of(Automata.makeChar('w'), Automata.makeAnyString())))
                .getTermsEnum(terms);
        long left =
                counts.keySet().stream().filter(term -> term.startsWith("w")).count();
        while (some.next() != null) {
            left--;
        }
        assertThat(left).isZero();
        return counts;
    }

    private static String ceiling(IndexSearcher searcher, String field, String term) throws IOException {
        Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), field);
        TermsEnum at = terms == null ? TermsEnum.EMPTY : terms.iterator();
        return at.seekCeil(new BytesRef(term)) == TermsEnum.SeekStatus.END
                ? null
                : at.term().utf8ToString();
    }

    private static List<Float> scores(IndexSearcher searcher, Term term) throws IOException {
        List<Float> scores = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(new TermQuery(term), 100).scoreDocs) {
            scores.add(hit.score);
        }
        return scores;
    }

    @Test
    void vectorsOfHiddenPassagesAreNotNear() throws IOException {
        StoreSettings withVectors =
                new StoreSettings(new WhitespaceAnalyzer(), _ -> null, "a", "e", 2, null, CommitStamp.FORMAT, 0);
        try (LuceneStore store = LuceneStore.open(folder.resolve("v"), withVectors)) {
            for (int i = 0; i < 50; i++) {
                SourceDocument d = document("c", "n" + i, "en", "fish");
                List<Passage> passages = lines(d);
                double angle = i / 50.0;
                store.replace(i % 5 == 0 ? d : withReaders(d, RED), passages, new float[][] {
                    {(float) Math.cos(angle), (float) Math.sin(angle)}
                });
            }
            store.commit();
            try (IndexSnapshot now = store.snapshot(STRANGER)) {
                List<String> near = new ArrayList<>();
                for (ScoreDoc hit : lucene(now)
                        .search(new KnnFloatVectorQuery(IndexSchema.VECTOR, new float[] {1, 0}, 3), 3)
                        .scoreDocs) {
                    near.add(now.passage(hit.doc).title());
                }
                assertThat(near).containsExactly("n0", "n5", "n10");
            }
        }
    }
}
