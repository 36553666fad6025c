package dev.nuri.retriever.eval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalPassage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A set whose questions are renderings of those of other sets: its folder has {@code sentences.jsonl[.gz]} and its
 * queries name the sentence that answers and, by {@code parallel_id}, the renderings.
 *
 * @param set passages and questions
 * @param sentences id to text, in the order of the file
 * @param answers what a parallel id's question is answered by
 * @param parallelIds query id to parallel id
 */
record ParallelSet(
        EvalSet set, List<EvalPassage> sentences, Map<String, Answer> answers, Map<String, String> parallelIds) {

    private static final String SENTENCES = "sentences";

    /**
     * What answers a question.
     *
     * @param passage id
     * @param sentence id
     */
    record Answer(String passage, String sentence) {}

    /** The language of its questions. */
    String lang() {
        return set.queries().isEmpty() ? "und" : set.queries().getFirst().lang();
    }

    /**
     * Reads a folder; empty when it has no sentences, or a query that names no sentence or renderings.
     *
     * @throws NuriException when a line breaks the format
     */
    static Optional<ParallelSet> read(Path folder, EvalSet set) {
        if (!EvalSetReader.has(folder, SENTENCES)) {
            return Optional.empty();
        }
        Map<String, Answer> answers = new HashMap<>();
        Map<String, String> parallelIds = new HashMap<>();
        for (JsonNode query : EvalSetReader.lines(folder, "queries", line -> line)) {
            if (!query.hasNonNull("parallel_id") || !query.hasNonNull("sentence_id")) {
                return Optional.empty();
            }
            String parallel = EvalSetReader.required(query, "parallel_id");
            answers.put(
                    parallel,
                    new Answer(
                            EvalSetReader.required(query, "passage_id"), EvalSetReader.required(query, "sentence_id")));
            parallelIds.put(EvalSetReader.required(query, "id"), parallel);
        }
        List<EvalPassage> sentences = EvalSetReader.lines(folder, SENTENCES, EvalSetReader::passage);
        return Optional.of(new ParallelSet(set, sentences, answers, parallelIds));
    }
}
