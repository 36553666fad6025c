package dev.nuri.retriever.eval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalPassage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * What answers a question.
     *
     * @param passage id
     * @param sentence id
     */
    record Answer(String passage, String sentence) {}

    static boolean is(Path folder) {
        return Files.exists(folder.resolve("sentences.jsonl.gz")) || Files.exists(folder.resolve("sentences.jsonl"));
    }

    /** The language of its questions. */
    String lang() {
        return set.queries().isEmpty() ? "und" : set.queries().getFirst().lang();
    }

    /**
     * Reads a folder.
     *
     * @throws NuriException when a line breaks the format
     */
    static ParallelSet read(Path folder, EvalSet set) {
        List<EvalPassage> sentences = EvalSetReader.lines(folder, "sentences", EvalSetReader::passage);
        Map<String, Answer> answers = new HashMap<>();
        Map<String, String> parallelIds = new HashMap<>();
        EvalSetReader.lines(folder, "queries", line -> {
            String parallel = EvalSetReader.required(line, "parallel_id");
            answers.put(parallel, answer(line));
            return parallelIds.put(EvalSetReader.required(line, "id"), parallel);
        });
        return new ParallelSet(set, sentences, answers, parallelIds);
    }

    private static Answer answer(JsonNode line) {
        return new Answer(EvalSetReader.required(line, "passage_id"), EvalSetReader.required(line, "sentence_id"));
    }
}
