package dev.nuri.indexer.store;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.IndexSchema;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TermsEnum.SeekStatus;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopFieldCollectorManager;
import org.apache.lucene.search.TopScoreDocCollectorManager;
import org.apache.lucene.search.Weight;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.spell.DirectSpellChecker;
import org.apache.lucene.search.spell.SuggestMode;
import org.apache.lucene.search.spell.SuggestWord;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/**
 * {@link EntrySearcher} of a Lucene index, or of the part that a viewer may read.
 *
 * @param searcher of that index
 * @param whole whether it is all of the index
 */
record LuceneSearcher(IndexSearcher searcher, boolean whole) implements EntrySearcher {

    /** Score descending, then passage id ascending: a total order that does not depend on how the index is laid out. */
    private static final Sort ORDER =
            new Sort(SortField.FIELD_SCORE, new SortField(IndexSchema.PASSAGE_ID, SortField.Type.STRING));

    /** Best first, ties by ascending id. */
    private static final Comparator<FoundPassage> BEST =
            Comparator.comparingDouble(FoundPassage::score).reversed().thenComparing(FoundPassage::id);

    /** Read beyond the depth, so that passages with the score of the last one are rarely left out. */
    private static final int SPARE = 16;

    @Override
    public EntrySearcher scoring(double k1, double b) {
        IndexSearcher scoring = new IndexSearcher(searcher.getIndexReader());
        scoring.setQueryCache(searcher.getQueryCache());
        scoring.setSimilarity(new BM25Similarity((float) k1, (float) b));
        return new LuceneSearcher(scoring, whole);
    }

    private List<LeafReaderContext> leaves() {
        return searcher.getLeafContexts();
    }

    @Override
    public List<FoundPassage> search(Query query, int depth) throws IOException {
        ScoreDoc[] found =
                searcher.search(query, new TopScoreDocCollectorManager(depth + SPARE, depth + SPARE)).scoreDocs;
        boolean tied = found.length == depth + SPARE && found[depth - 1].score == found[found.length - 1].score;
        if (tied) {
            return rankById(query, depth);
        }
        List<FoundPassage> ranked = passages(found, false);
        ranked.sort(BEST);
        return List.copyOf(ranked.subList(0, Math.min(depth, ranked.size())));
    }

    /** Where more passages than were read share the last score, only their ids tell which of them come first. */
    private List<FoundPassage> rankById(Query query, int depth) throws IOException {
        List<FoundPassage> ranked = new ArrayList<>();
        for (ScoreDoc hit : searcher.search(query, new TopFieldCollectorManager(ORDER, depth, depth)).scoreDocs) {
            Object[] fields = ((FieldDoc) hit).fields;
            ranked.add(new FoundPassage(((BytesRef) fields[1]).utf8ToString(), hit.doc, (Float) fields[0]));
        }
        return ranked;
    }

    /** What was found, in its order, with ids, which are looked up once. */
    private List<FoundPassage> passages(ScoreDoc[] found, boolean cosines) throws IOException {
        int[] docs = Arrays.stream(found).mapToInt(hit -> hit.doc).toArray();
        Map<Integer, String> ids = new Columns(leaves()).strings(IndexSchema.PASSAGE_ID, docs);
        List<FoundPassage> passages = new ArrayList<>(found.length);
        for (ScoreDoc hit : found) {
            passages.add(new FoundPassage(ids.get(hit.doc), hit.doc, cosines ? 2.0 * hit.score - 1 : hit.score));
        }
        return passages;
    }

    @Override
    public List<FoundPassage> nearest(float[] vector, Query filter, int depth) throws IOException {
        return passages(
                whole
                        ? NearestVectors.ofAll(searcher, vector, filter, depth)
                        : NearestVectors.ofSome(searcher, vector, filter, depth),
                true);
    }

    @Override
    public List<FoundPassage> nearestOfAll(float[] vector, int depth) throws IOException {
        return passages(NearestVectors.byAll(searcher, vector, depth), true);
    }

    @Override
    public FoundPassage passage(String id) throws IOException {
        int mark = id.lastIndexOf('#');
        try {
            BooleanQuery query = new BooleanQuery.Builder()
                    .add(new TermQuery(new Term(IndexSchema.KIND, IndexSchema.KIND_PASSAGE)), Occur.FILTER)
                    .add(
                            new TermQuery(new Term(IndexSchema.DOCUMENT_ID, id.substring(0, Math.max(0, mark)))),
                            Occur.FILTER)
                    .add(
                            NumericDocValuesField.newSlowExactQuery(
                                    IndexSchema.ORDINAL, Integer.parseInt(id.substring(mark + 1))),
                            Occur.FILTER)
                    .build();
            List<FoundPassage> found = passages(searcher.search(query, 1).scoreDocs, false);
            return found.isEmpty() ? null : found.getFirst();
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public long count(Query query) throws IOException {
        return searcher.count(query);
    }

    @Override
    public FieldCounts count(Query query, List<String> fields, long most) throws IOException {
        return FieldCounter.count(searcher, query, fields, most);
    }

    @Override
    public List<FoundDocument> documents(Query query, int most) throws IOException {
        int depth = Math.clamp(searcher.getIndexReader().maxDoc(), 1, most);
        ScoreDoc[] found = searcher.search(query, depth, Sort.INDEXORDER).scoreDocs;
        int[] docs = Arrays.stream(found).mapToInt(hit -> hit.doc).toArray();
        Map<Integer, String> hashes = new Columns(leaves()).strings(IndexSchema.CONTENT_HASH, docs);
        List<FoundDocument> documents = new ArrayList<>(docs.length);
        for (int doc : docs) {
            String id = searcher.storedFields()
                    .document(doc, Set.of(IndexSchema.DOCUMENT_ID))
                    .get(IndexSchema.DOCUMENT_ID);
            documents.add(new FoundDocument(id, hashes.get(doc)));
        }
        return documents;
    }

    @Override
    public List<IndexedTerm> terms(List<Term> terms) throws IOException {
        List<IndexedTerm> indexed = new ArrayList<>(terms.size());
        for (Term term : terms) {
            TermStates states = TermStates.build(searcher, term, true);
            int entries = states.docFreq();
            indexed.add(new IndexedTerm(entries, entries == 0 ? null : new TermQuery(term, states)));
        }
        return indexed;
    }

    @Override
    public int having(String field) throws IOException {
        CollectionStatistics statistics = searcher.collectionStatistics(field);
        return statistics == null ? 0 : (int) statistics.docCount();
    }

    @Override
    public List<List<TermCount>> terms(Listing listing) throws IOException {
        Terms terms = MultiTerms.getTerms(searcher.getIndexReader(), listing.field());
        TermsEnum cursor = terms == null ? null : terms.iterator();
        List<List<TermCount>> found = new ArrayList<>(listing.stretches().size());
        for (Stretch stretch : listing.stretches()) {
            found.add(terms(cursor, stretch, listing.most()));
        }
        return found;
    }

    private static List<TermCount> terms(TermsEnum cursor, Stretch stretch, int most) throws IOException {
        BytesRef start = new BytesRef(stretch.from());
        BytesRef end = stretch.to() == null ? null : new BytesRef(stretch.to());
        List<TermCount> found = new ArrayList<>();
        if (cursor == null || cursor.seekCeil(start) == SeekStatus.END) {
            return found;
        }
        for (BytesRef at = cursor.term();
                at != null && found.size() < most && within(at, start, end);
                at = cursor.next()) {
            found.add(new TermCount(at.utf8ToString(), cursor.docFreq()));
        }
        return found;
    }

    @Override
    public void completions(String field, String from, String to, String collection, TermVisitor visitor)
            throws IOException {
        BytesRef start = new BytesRef(from);
        BytesRef end = to == null ? null : new BytesRef(to);
        for (LeafReaderContext leaf : leaves()) {
            Terms terms = leaf.reader().terms(field);
            TermsEnum at = terms == null ? null : terms.iterator();
            if (at == null || at.seekCeil(start) == SeekStatus.END) {
                continue;
            }
            BytesRef term = at.term();
            for (int left = MAX_COMPLETIONS; left > 0 && term != null && within(term, start, end); left--) {
                visitor.term(term.utf8ToString(), () -> completed(leaf.reader(), at, collection));
                term = at.next();
            }
        }
    }

    private static boolean within(BytesRef term, BytesRef start, BytesRef end) {
        return end == null ? StringHelper.startsWith(term, start) : term.compareTo(end) < 0;
    }

    private static long completed(LeafReader reader, TermsEnum term, String collection) throws IOException {
        Bits live = reader.getLiveDocs();
        SortedDocValues collections = collection == null ? null : DocValues.getSorted(reader, IndexSchema.COLLECTION);
        int wanted = collections == null ? -1 : collections.lookupTerm(new BytesRef(collection));
        long count = 0;
        PostingsEnum entries = term.postings(null, PostingsEnum.NONE);
        for (int doc = entries.nextDoc();
                doc != DocIdSetIterator.NO_MORE_DOCS && count < MAX_COMPLETED;
                doc = entries.nextDoc()) {
            boolean inCollection =
                    collections == null || (collections.advanceExact(doc) && collections.ordValue() == wanted);
            if (inCollection && (live == null || live.get(doc))) {
                count++;
            }
        }
        return count;
    }

    @Override
    public List<List<TermCount>> similar(List<Term> terms, Nearness nearness) throws IOException {
        DirectSpellChecker checker = new DirectSpellChecker();
        checker.setMinQueryLength(nearness.minLength());
        checker.setMinPrefix(nearness.prefix());
        checker.setMaxEdits(nearness.edits());
        checker.setAccuracy(nearness.accuracy());
        checker.setMaxInspections(nearness.most());
        List<List<TermCount>> similar = new ArrayList<>();
        for (Term term : terms) {
            SuggestWord[] near = checker.suggestSimilar(
                    term, nearness.most(), searcher.getIndexReader(), SuggestMode.SUGGEST_WHEN_NOT_IN_INDEX);
            similar.add(Arrays.stream(near)
                    .map(one -> new TermCount(one.string, one.freq))
                    .toList());
        }
        return similar;
    }

    @Override
    public EntryScores scores(int[] entries, Query query, float[] vector, List<String> fields) throws IOException {
        Map<Integer, Double> scores = new HashMap<>();
        Weight weight = searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE, 1);
        BySegment.each(leaves(), entries, (leaf, docs) -> {
            Scorer scorer = weight.scorer(leaf);
            for (int doc : docs) {
                int within = doc - leaf.docBase;
                if (scorer != null
                        && (scorer.docID() == within
                                || (scorer.docID() < within && scorer.iterator().advance(within) == within))) {
                    scores.put(doc, (double) scorer.score());
                }
            }
        });
        return new EntryScores(scores, new Columns(leaves()).cosines(vector, entries));
    }

    @Override
    public Map<Integer, String> languages(int[] entries) throws IOException {
        return new Columns(leaves()).strings(IndexSchema.LANG, entries);
    }

    @Override
    public Map<Integer, Long> fingerprints(int[] entries) throws IOException {
        return new Columns(leaves()).numbers(IndexSchema.FINGERPRINT, entries);
    }

    @Override
    public float[] vector(int entry) throws IOException {
        return new Columns(leaves()).vector(entry);
    }

    @Override
    public Map<Integer, int[][]> occurrences(String field, List<String> terms, Occurrence what, int[] entries)
            throws IOException {
        return Occurrences.read(leaves(), field, terms, what, entries);
    }

    @Override
    public int segments() {
        return leaves().size();
    }
}
