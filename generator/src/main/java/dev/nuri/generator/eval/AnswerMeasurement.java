package dev.nuri.generator.eval;

import dev.nuri.generator.AnswerEvaluation;
import dev.nuri.generator.AnswerFigures;
import dev.nuri.generator.AnswerReport;
import dev.nuri.generator.Answerer;
import dev.nuri.generator.ClaimChecker;
import dev.nuri.retriever.EvalPool;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.ProgressListener;
import dev.nuri.retriever.Split;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** Asks the questions of evaluation sets and measures the answers. For one thread. */
public final class AnswerMeasurement {

    private static final String NO_QUERIES = "It has no query in this split.";
    private static final int WARM_UP = 20;

    private final EvalPool pool;
    private final HidingRetriever retriever;
    private final Answerer answerer;
    private final ClaimChecker checker;
    private final ProgressListener progress;

    /** A measurement over an index. */
    public AnswerMeasurement(
            EvalPool pool, AnswerEvaluation.Factory answerers, ClaimChecker checker, ProgressListener progress) {
        this.pool = pool;
        this.retriever = new HidingRetriever(pool.retriever());
        this.answerer = answerers.over(retriever, pool.store(), pool.analyzers(), pool.languages());
        this.checker = checker;
        this.progress = progress;
    }

    /** Asks at most so many questions of each set. */
    public AnswerReport measure(List<EvalSet> sets, Split split, int questions, String embedder) {
        Map<String, AnswerFigures> figures = new LinkedHashMap<>();
        Map<String, String> skipped = new LinkedHashMap<>();
        Map<String, List<AnswerReport.Outcome>> each = new LinkedHashMap<>();
        long passages = 0;
        boolean cold = true;
        for (EvalSet set : sets) {
            passages += set.passages().size();
            List<EvalQuery> queries = chosen(set, split, questions);
            if (queries.isEmpty()) {
                skipped.put(set.name(), NO_QUERIES);
                continue;
            }
            if (cold) {
                new SetMeasurement(set, pool, retriever, answerer, checker)
                        .ask(queries.subList(0, Math.min(WARM_UP, queries.size())), done -> {});
                cold = false;
            }
            SetMeasurement measured = new SetMeasurement(set, pool, retriever, answerer, checker)
                    .ask(queries, done -> progress.progress(set.name(), done, queries.size()));
            figures.put(set.name(), new AnswerFigures(queries.getFirst().lang(), queries.size(), measured.figures()));
            each.put(set.name(), measured.outcomes());
        }
        return new AnswerReport(figures, skipped, each, split, passages, answerer.model(), embedder);
    }

    private static List<EvalQuery> chosen(EvalSet set, Split split, int questions) {
        List<EvalQuery> all = new ArrayList<>(set.queries());
        all.removeIf(query -> !split.includes(query.id()));
        if (all.size() > questions) {
            all.sort(Comparator.comparingLong((EvalQuery q) -> crc("order " + q.id()))
                    .thenComparing(EvalQuery::id));
        }
        return all.stream().limit(questions).toList();
    }

    private static long crc(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
