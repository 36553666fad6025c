package dev.nuri.generator.extractive;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.EvalPool;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.ProgressListener;
import dev.nuri.retriever.SearchRequest;
import dev.nuri.retriever.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** The questions of every set under a folder with what the product's own retrieval finds for them in one index of all. */
final class TrainingQuestions implements AutoCloseable {

    /** Passages an answer is made from, and as many more as may be taken away. */
    static final int PASSAGES = 12;

    /**
     * Sets that the bundled embedder learned nothing from, or of whose questions nothing it knows of is measured: it learned
     * from the answerable ones of NoMIRACL.
     */
    private static final List<String> UNSEEN = List.of("xquad-r-", "korquad", "nomiracl-");

    private static final int FETCHED = PASSAGES + 1;

    /**
     * A question.
     *
     * @param set its set
     * @param query the question with its answers
     * @param gold ids of the documents that answer; empty where that is not known
     * @param queryLang the language that retrieval took it to be in
     * @param hits what was found, best first, with one to spare
     */
    record Asked(String set, EvalQuery query, Set<String> gold, String queryLang, List<Hit> hits) {

        /** What an answer is made from. */
        List<Hit> present() {
            return hits.stream().limit(PASSAGES).toList();
        }

        /** The same with the passages that answer taken away. */
        List<Hit> removed() {
            List<Hit> left = new ArrayList<>();
            for (Hit hit : hits) {
                if (left.size() < PASSAGES && !gold.contains(hit.passage().documentId())) {
                    left.add(atRank(hit, left.size() + 1));
                }
            }
            return left;
        }

        private static Hit atRank(Hit hit, int rank) {
            return new Hit(
                    rank,
                    hit.score(),
                    hit.passage(),
                    hit.title(),
                    hit.uri(),
                    hit.collection(),
                    hit.mediaType(),
                    List.of(),
                    List.of(),
                    0,
                    null,
                    hit.evidence());
        }

        /** Whether only its candidates were searched. */
        boolean fromCandidates() {
            return !query.candidates().isEmpty();
        }

        /**
         * Whether the bundled embedder learned from it: it did from three quarters of the development questions of most
         * sets, so that its cosines are higher for these than they are for new questions.
         */
        boolean seenByEmbedder() {
            return UNSEEN.stream().noneMatch(set::startsWith) && crc(query.id()) / 2 % 4 != 0;
        }

        /** One of four equal parts of all questions. */
        long quarter() {
            return crc("quarter " + query.id()) % 4;
        }
    }

    private final List<EvalSet> sets;
    private final EvalPool pool;

    private TrainingQuestions(List<EvalSet> sets, EvalPool pool) {
        this.sets = sets;
        this.pool = pool;
    }

    /** Reads the sets and opens the index of an earlier time, or writes it. */
    static TrainingQuestions open(Path folder, Path index, Embedder embedder) throws IOException {
        List<EvalSet> sets;
        try (Stream<Path> folders = Files.list(folder)) {
            sets = folders.filter(Files::isDirectory)
                    .sorted()
                    .map(EvalSet::read)
                    .toList();
        }
        boolean written = Files.exists(index);
        EvalPool pool =
                written ? EvalPool.open(embedder, index) : EvalPool.write(sets, embedder, index, ProgressListener.NONE);
        return new TrainingQuestions(sets, pool);
    }

    EvalPool pool() {
        return pool;
    }

    /** At most so many questions of each set and split, spread over it, of those that are wanted. */
    List<Asked> ask(Split split, int limit, Predicate<Asked> wanted) {
        List<Asked> asked = new ArrayList<>();
        for (EvalSet set : sets) {
            set.queries().stream()
                    .filter(query -> split.includes(query.id()))
                    .sorted(Comparator.comparingLong((EvalQuery q) -> crc("order " + q.id()))
                            .thenComparing(EvalQuery::id))
                    .filter(query -> wanted.test(new Asked(set.name(), query, Set.of(), "", List.of())))
                    .limit(limit)
                    .forEach(query -> asked.add(ask(set.name(), query)));
        }
        return asked;
    }

    private Asked ask(String set, EvalQuery query) {
        Set<String> gold =
                query.qrels().keySet().stream().map(EvalPool::documentId).collect(Collectors.toSet());
        Map<String, List<String>> filters = query.candidates().isEmpty()
                ? Map.of()
                : Map.of(
                        SearchRequest.DOCUMENT_FILTER,
                        query.candidates().stream().map(EvalPool::documentId).toList());
        var hits = pool.retriever()
                .search(new SearchRequest(
                        Viewer.OPERATOR,
                        query.question(),
                        null,
                        null,
                        filters,
                        FETCHED,
                        null,
                        false,
                        SearchRequest.Legs.HYBRID));
        return new Asked(set, query, query.answerable() ? gold : Set.of(), hits.queryLang(), hits.hits());
    }

    static long crc(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    @Override
    public void close() {
        pool.close();
    }
}
