package dev.nuri.generator.extractive;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.nuri.generator.extractive.TrainingQuestions.Asked;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Split;
import dev.nuri.student.StudentProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Learns {@code learned.json} on the dev halves of the sets of a folder. Run it from the generator's test class path:
 *
 * <pre>java -Xmx4g dev.nuri.generator.extractive.AnswerTraining FOLDER INDEX FILE N [PARTS]</pre>
 *
 * with the folder of the sets, where the index of all passages is kept between runs, the file to write, and how many
 * questions of each set to take. {@code PARTS} is {@code spans}, {@code order} (with the confidence that goes with it), both, or
 * {@code confidence} alone; what is not named is taken from the file. The embedder has seen the questions with candidates that have an answer: these are measured without meaning, all of
 * them, so that it cannot tell them by that. Spans, which measure no meaning, are learned on three quarters of all questions with known answers; order and
 * confidence only on questions that the bundled embedder has not seen, by cross-fitting: what confidence learns of a question
 * is by an order learned without it. Prints what five-fold cross-validation says of order and confidence.
 */
final class AnswerTraining {

    private static final double QUOTE_AT = Double.parseDouble(System.getProperty("quoteAt", "0.25"));
    private static final double ANSWER_AT = Double.parseDouble(System.getProperty("answerAt", "0.5"));
    private static final int WHOLE_DOCUMENT_CHARS = 8_000;

    private AnswerTraining() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[2]);
        String parts = args.length > 4 ? args[4] : "spans,order";
        Learned before = Files.exists(file) ? new ObjectMapper().readValue(file.toFile(), Learned.class) : null;
        try (Embedder embedder = new StudentProvider().open(Path.of(args[1]).resolveSibling("cache"));
                TrainingQuestions questions = TrainingQuestions.open(Path.of(args[0]), Path.of(args[1]), embedder);
                IndexSnapshot snapshot = questions.pool().store().snapshot(Viewer.OPERATOR)) {
            IndexTermStatistics statistics = new IndexTermStatistics(snapshot.searcher());
            LanguageAnalyzers analyzers = questions.pool().analyzers();
            int limit = Integer.parseInt(args[3]);
            SpanModel spans = parts.contains("spans")
                    ? new SpanTraining(analyzers, statistics)
                            .fit(spanQuestions(questions.ask(Split.DEV, limit, q -> true)))
                    : before.spans();
            Learned learned = before;
            if (parts.contains("order") || parts.equals("confidence")) {
                List<MeasuredQuestion> measured = new ArrayList<>();
                for (Asked asked : questions.ask(Split.DEV, limit, q -> true)) {
                    measured.addAll(MeasuredQuestion.of(asked, analyzers, statistics, embedder));
                }
                System.err.println(measured.size() + " questions measured, with meaning and without");
                learned = parts.equals("confidence")
                        ? withConfidence(before, SupportTraining.of(measured, RankTraining.same(withQuotes(before))))
                        : order(measured, spans);
            }
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValue(file.toFile(), with(spans, learned));
        }
    }

    private static List<Asked> spanQuestions(List<Asked> asked) {
        return asked.stream()
                .filter(a -> !a.fromCandidates() && !a.query().answers().isEmpty())
                .filter(a -> a.quarter() != 0 && a.hits().stream().noneMatch(AnswerTraining::isWholeDocument))
                .toList();
    }

    /** No index of ours has passages like these: they would outweigh all others. */
    private static boolean isWholeDocument(Hit hit) {
        return hit.passage().text().length() > WHOLE_DOCUMENT_CHARS;
    }

    private static Learned with(SpanModel spans, Learned other) {
        return new Learned(
                other.embedder(),
                other.ranking(),
                spans,
                other.support(),
                other.languages(),
                other.answerAt(),
                other.quoteAt());
    }

    private static Weights withQuotes(Learned learned) {
        return new Weights(learned).quotingFrom(QUOTE_AT);
    }

    /** What orders sentences stays: few weights, learned long ago from many questions, know none of them by heart. */
    private static Learned withConfidence(Learned before, SupportTraining training) {
        return learned(before.ranking(), before.spans(), training.learn());
    }

    private static Learned order(List<MeasuredQuestion> measured, SpanModel spans) {
        List<MeasuredQuestion> ranked =
                measured.stream().filter(q -> !q.asked().fromCandidates()).toList();
        RankTraining.print("shipped", ranked, RankTraining.same(Weights.learned()));
        List<Weights> byFold = new ArrayList<>();
        for (int fold = 0; fold < MeasuredQuestion.folds(); fold++) {
            int left = fold;
            byFold.add(new Weights(learned(
                    RankTraining.fit(
                            ranked.stream().filter(q -> q.fold() != left).toList()),
                    spans)));
        }
        for (double quoteAt : new double[] {0.25, 0.15, 0.1, 0.07, 0.05}) {
            RankTraining.print(
                    "cross-validated, further quotes from " + quoteAt,
                    ranked,
                    byFold.stream().map(weights -> weights.quotingFrom(quoteAt)).toList());
        }
        SupportTraining support = SupportTraining.of(measured, byFold);
        SupportTraining.Fitted confidence = support.learn();
        return learned(RankTraining.fit(ranked), spans, confidence);
    }

    private static Learned learned(Network ranking, SpanModel spans, SupportTraining.Fitted confidence) {
        return new Learned(
                StudentProvider.BUNDLED,
                ranking,
                spans,
                confidence.network(),
                confidence.biases(),
                ANSWER_AT,
                QUOTE_AT);
    }

    private static Learned learned(Network ranking, SpanModel spans) {
        return new Learned(
                StudentProvider.BUNDLED,
                ranking,
                spans,
                Weights.shipped().support(),
                Weights.shipped().languages(),
                ANSWER_AT,
                QUOTE_AT);
    }
}
