package dev.nuri.indexer;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;

/**
 * Searches the entries of a snapshot, whichever engine holds them; fields are those of {@link IndexSchema}, queries are
 * Lucene's. Entries have numbers, which hold for one snapshot. Thread-safe until the snapshot is closed.
 *
 * <p>What is asked of many terms or entries is asked at once, because an engine may be a round trip away. Every operation
 * throws {@link IOException} when the index cannot be read.
 */
public interface EntrySearcher {

    /**
     * A passage that was found.
     *
     * @param id of the passage
     * @param number of its entry
     * @param score higher is better
     */
    record FoundPassage(String id, int number, double score) {}

    /**
     * A document that was found.
     *
     * @param id of the document
     * @param contentHash of its text
     */
    record FoundDocument(String id, String contentHash) {}

    /**
     * A term with how many entries have it.
     *
     * @param term as it is indexed
     * @param entries at least 1
     */
    record TermCount(String term, int entries) {}

    /**
     * Terms that follow one another.
     *
     * @param from the first term, or what it would be
     * @param to the term to stop before; null for those that begin with {@code from}
     */
    record Stretch(String from, String to) {}

    /**
     * A term that was looked up.
     *
     * @param entries that have it
     * @param query for the term, which knows where in the index it is; null when no entry has it
     */
    record IndexedTerm(int entries, Query query) {}

    /**
     * How many entries match, and have each value of some fields.
     *
     * @param total entries that match
     * @param values field to its values to the entries that have them
     */
    record FieldCounts(long total, Map<String, Map<String, Long>> values) {}

    /**
     * How near a term must be to another.
     *
     * @param minLength of the term, in code points; a shorter one has no similar terms
     * @param prefix first code points that must be the same
     * @param edits at most 2; two neighbours that changed places are one
     * @param accuracy least similarity, 0 to 1, of {@link org.apache.lucene.search.spell.DirectSpellChecker}
     * @param most how many similar terms
     */
    record Nearness(int minLength, int prefix, int edits, float accuracy, int most) {}

    /**
     * What a query and a vector say of entries, by their numbers.
     *
     * @param scores of those that match the query
     * @param cosines of those that have a vector
     */
    record EntryScores(Map<Integer, Double> scores, Map<Integer, Double> cosines) {}

    /**
     * Stretches of the terms of a field that are to be listed.
     *
     * @param field of exact terms
     * @param stretches in any order
     * @param most terms of a stretch at most
     */
    record Listing(String field, List<Stretch> stretches, int most) {}

    /**
     * What a search is about to look up.
     *
     * @param terms of {@link #terms(List)}
     * @param listings of {@link #terms(Listing)}
     */
    record Lookups(List<Term> terms, List<Listing> listings) {}

    /**
     * What a search is about to search by.
     *
     * @param query of {@link #search} and {@link #count(Query, List, long)}
     * @param depth of {@link #search}; 0 when it is not asked
     * @param shown how many of the passages found will be read
     * @param counted fields of {@link #count(Query, List, long)}
     * @param most of {@link #count(Query, List, long)}
     * @param vector of {@link #nearest}; null when it is not asked
     * @param filter of {@link #nearest}
     * @param near depth of {@link #nearest}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Searches(
            Query query,
            int depth,
            int shown,
            List<String> counted,
            long most,
            float[] vector,
            Query filter,
            int near) {}

    /** What is read of a term in an entry. */
    enum Occurrence {
        /** Whether it is there: no numbers. */
        PRESENCE,
        /** Its positions, ascending. */
        POSITIONS,
        /** Its offsets in the text, start and end of each by turns; none where a field has no offsets. */
        OFFSETS
    }

    /** Told each term of a stretch. */
    @FunctionalInterface
    interface TermVisitor {
        void term(String term, EntryCount count) throws IOException;
    }

    /** Counts when asked: most terms of a stretch are left out before. */
    @FunctionalInterface
    interface EntryCount {
        long entries() throws IOException;
    }

    /** Terms that {@link #completions} visits in one segment at most. */
    int MAX_COMPLETIONS = 5_000;
    /** Entries of a term up to which {@link #completions} counts in one segment. */
    int MAX_COMPLETED = 1_000;

    /**
     * The same entries, scored by BM25 with these parameters.
     *
     * @param k1 saturation of term frequency
     * @param b normalisation by length, 0 to 1
     */
    EntrySearcher scoring(double k1, double b);

    /**
     * Says what will be asked of this searcher next, so that an engine a round trip away can find all of it in one. The
     * answers are the same without.
     */
    default void expect(Lookups next) throws IOException {}

    /** Says the same of searches. */
    default void expect(Searches next) throws IOException {}

    /** The first {@code depth} passages that match, by score, then by ascending id. */
    List<FoundPassage> search(Query query, int depth) throws IOException;

    /**
     * The passages whose vectors are nearest to one, in no order; a score is the cosine of both vectors.
     *
     * @param vector of unit length
     * @param filter passages allowed; null for all
     * @param depth how many at most
     */
    List<FoundPassage> nearest(float[] vector, Query filter, int depth) throws IOException;

    /** The passages whose vectors are truly nearest to one, nearest first: compares all. */
    List<FoundPassage> nearestOfAll(float[] vector, int depth) throws IOException;

    /** The passage with an id, with no score; null when there is none. */
    FoundPassage passage(String id) throws IOException;

    /** How many entries match. */
    long count(Query query) throws IOException;

    /**
     * Counts what matches, by the values of fields.
     *
     * @param fields that have a sorted doc value
     * @param most entries after which counting may stop, so that all counts are lower bounds
     */
    FieldCounts count(Query query, List<String> fields, long most) throws IOException;

    /** Documents that match, in the order of the index. */
    List<FoundDocument> documents(Query query, int most) throws IOException;

    /** Looks terms up, in the order given. */
    List<IndexedTerm> terms(List<Term> terms) throws IOException;

    /** How many entries have a field. */
    int having(String field) throws IOException;

    /** Terms of a field in the order of their UTF-8 bytes, those of each stretch by themselves. */
    List<List<TermCount>> terms(Listing listing) throws IOException;

    /**
     * Visits terms of a field in order, segment by segment: a term that several have is visited as often, and its counts
     * add up. At most {@link #MAX_COMPLETIONS} terms a segment; counts end at {@link #MAX_COMPLETED}.
     *
     * @param from the first term, or what it would be
     * @param to the term to stop before; null to visit those that begin with {@code from}
     * @param collection counts entries of this one only; null for all
     */
    void completions(String field, String from, String to, String collection, TermVisitor visitor) throws IOException;

    /** Terms like each of some, the most similar first; none for one that an entry has. */
    List<List<TermCount>> similar(List<Term> terms, Nearness nearness) throws IOException;

    /**
     * What speaks for entries.
     *
     * @param vector of unit length
     * @param fields of which {@link #occurrences} will be asked for the same entries: an engine a round trip away reads their
     *     terms along
     */
    EntryScores scores(int[] entries, Query query, float[] vector, List<String> fields) throws IOException;

    /** {@link IndexSchema#LANG} of entries, by number. */
    Map<Integer, String> languages(int[] entries) throws IOException;

    /** {@link IndexSchema#FINGERPRINT} of entries, by number; absent where an entry has none. */
    Map<Integer, Long> fingerprints(int[] entries) throws IOException;

    /** Vector of an entry; null when it has none. */
    float[] vector(int entry) throws IOException;

    /**
     * Where terms of a field are in entries.
     *
     * @return number of an entry to {@code [terms][]}, null where it does not have the term; without entries that have none
     */
    Map<Integer, int[][]> occurrences(String field, List<String> terms, Occurrence what, int[] entries)
            throws IOException;

    /** How many parts the index lies in. */
    int segments();
}
