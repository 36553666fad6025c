package dev.nuri.retriever;

import dev.nuri.retriever.eval.EvalSetReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Passages, and questions with what is known of their answers. The folder format is {@code passages.jsonl[.gz]}
 * {@code {"id","lang","title","text"}} and {@code queries.jsonl[.gz]} {@code {"id","lang","question","answers",
 * "passage_id" or "qrels","answerable","candidate_ids"}}.
 *
 * @param name the folder's name
 * @param passages in order of the file
 * @param queries in order of the file
 */
public record EvalSet(String name, List<EvalPassage> passages, List<EvalQuery> queries) {

    public EvalSet {
        passages = List.copyOf(passages);
        queries = List.copyOf(queries);
    }

    /**
     * A passage to find.
     *
     * @param id unique among the sets of one evaluation
     * @param lang BCP 47 tag
     * @param title of its document; may be empty
     * @param text the passage
     */
    public record EvalPassage(String id, String lang, String title, String text) {}

    /**
     * A question.
     *
     * @param id decides its {@link Split}
     * @param lang BCP 47 tag
     * @param question as a user would type it
     * @param answers accepted answers; empty when none is known
     * @param qrels passage id to grade, 1 or more for relevant; empty when there are no judgements
     * @param answerable whether the set holds an answer
     * @param candidates the only passages it is asked of; empty for all
     */
    public record EvalQuery(
            String id,
            String lang,
            String question,
            List<String> answers,
            Map<String, Integer> qrels,
            boolean answerable,
            List<String> candidates) {

        public EvalQuery {
            answers = List.copyOf(answers);
            qrels = Map.copyOf(qrels);
            candidates = List.copyOf(candidates);
        }

        /** A question that is asked of every passage. */
        public EvalQuery(
                String id,
                String lang,
                String question,
                List<String> answers,
                Map<String, Integer> qrels,
                boolean answerable) {
            this(id, lang, question, answers, qrels, answerable, List.of());
        }
    }

    /**
     * Reads a set.
     *
     * @throws dev.nuri.indexer.NuriException when a file is missing or a line breaks the format
     */
    public static EvalSet read(Path folder) {
        return EvalSetReader.read(folder);
    }

    /** Queries of a split that have relevance judgements and an answer. */
    public List<EvalQuery> judged(Split split) {
        return queries.stream()
                .filter(query -> query.answerable() && !query.qrels().isEmpty() && split.includes(query.id()))
                .toList();
    }
}
