package dev.nuri.generator;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.nuri.generator.eval.ReportPage;
import dev.nuri.retriever.Split;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation of answers measured.
 *
 * @param sets figures per set, in the order given
 * @param skipped sets that were indexed but not asked, with the reason
 * @param each set to what came of each of its questions
 * @param split which questions took part
 * @param passages indexed from all sets together
 * @param model what answered
 * @param embedder id of the embedder behind the dense leg, or null
 */
public record AnswerReport(
        Map<String, AnswerFigures> sets,
        Map<String, String> skipped,
        Map<String, List<Outcome>> each,
        Split split,
        long passages,
        String model,
        String embedder) {

    public AnswerReport {
        sets = Collections.unmodifiableMap(new LinkedHashMap<>(sets));
        skipped = Collections.unmodifiableMap(new LinkedHashMap<>(skipped));
        each = Collections.unmodifiableMap(new LinkedHashMap<>(each));
    }

    /**
     * What came of a question.
     *
     * @param id of the question
     * @param question as asked
     * @param answerable whether some passage answers it
     * @param known answers that count as right; empty when none is known
     * @param answer what was said, with its marks; of an abstention the sentence that says so
     * @param reason in a sentence why it is not as it should be; empty when nothing is known against it
     * @param verdict {@code grounded}, {@code abstained} or {@code refused}
     * @param right whether a citation holds a known answer; null where none is known
     * @param f1 of the highlighted words; null where no answer is known
     * @param score highest of the answer's claims, in [0, 1]; 0 without one
     */
    public record Outcome(
            String id,
            String question,
            boolean answerable,
            List<String> known,
            String answer,
            String reason,
            String verdict,
            Boolean right,
            Double f1,
            double score) {

        /** The verdict on an answer with citations. */
        public static final String GROUNDED = "grounded";

        public Outcome {
            known = List.copyOf(known);
        }

        /** Whether it was answered. */
        @JsonIgnore
        public boolean answered() {
            return verdict.equals(GROUNDED);
        }
    }

    /** The report as one page for people: UTF-8, without scripts and without anything from elsewhere. */
    public String toHtml() {
        return ReportPage.of(this);
    }

    /** Each figure's mean over the sets it applies to, each set weighing the same. */
    public Map<String, Double> average() {
        return AnswerFigures.average(sets.values());
    }

    /** The mean of each figure over some sets it applies to, each weighing the same. */
    public static Map<String, Double> mean(Iterable<AnswerFigures> sets) {
        return AnswerFigures.average(sets);
    }

    /** The report as the maps and numbers of its JSON form. */
    public Map<String, Object> toJson() {
        Map<String, Object> bySet = new LinkedHashMap<>();
        sets.forEach((name, figures) -> {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("lang", figures.lang());
            json.put("queries", figures.queries());
            json.putAll(figures.values());
            json.put("each", each.getOrDefault(name, List.of()));
            bySet.put(name, json);
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sets", bySet);
        json.put("average", average());
        json.put("skipped", skipped);
        json.put("split", split.label());
        json.put("passages", passages);
        json.put("model", model);
        json.put("embedder", embedder);
        return json;
    }
}
