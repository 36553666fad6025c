package dev.nuri.web.cli;

import dev.nuri.generator.Answer;
import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.Answerer;
import dev.nuri.generator.ClaimChecker;
import dev.nuri.generator.ClaimCheckers;
import dev.nuri.generator.Guardrail;
import dev.nuri.generator.Question;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.EvalPool;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.SearchRequest;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.Answerers;
import dev.nuri.web.engine.Embedders;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Time of answers over pooled sets, of what stands between a sentence and its reader, and of a model's first token. */
@Command(
        name = "answers",
        description =
                "Measures whole answers of quotes, the check and the filter of their sentences, and, with a language"
                        + " model on this machine (nuri.model), its first token beside the prefill of the same prompt"
                        + " alone.",
        footer = "--set DIR (may be repeated) names sets whose passages are pooled and whose questions are asked.")
final class BenchAnswersTask extends Task {

    private static final int WARM_UP = 200;

    @Option(names = "-n", paramLabel = "N", description = "Questions to time (default: ${DEFAULT-VALUE}).")
    int questions = 1_000;

    @Option(
            names = "--prompts",
            paramLabel = "N",
            description = "Prompts that a language model gets (default: ${DEFAULT-VALUE}).")
    int prompts = 20;

    @Override
    int run(Console console) throws IOException {
        List<EvalSet> sets = options.takeFolders().stream().map(EvalSet::read).toList();
        if (sets.isEmpty()) {
            throw NuriException.invalid("Name at least one set: --set DIR");
        }
        if (questions < 1 || prompts < 1) {
            throw NuriException.invalid(
                    "-n and --prompts must be at least 1, got " + questions + " and " + prompts + ".");
        }
        Settings settings = options.settings();
        Stages progress = new Stages(console);
        try (Embedder embedder = Embedders.open(settings);
                AnswerModel guardModel = Answerers.guardModel(settings);
                AnswerModel model = Answerers.model(settings);
                TempFolder work = TempFolder.create("nuri-bench");
                EvalPool pool = EvalPool.write(sets, embedder, work.path().resolve("data"), progress)) {
            Guardrail guard = Answerers.guard(settings, embedder, guardModel);
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("sets", sets.size());
            figures.put(
                    "passages",
                    sets.stream().mapToLong(set -> set.passages().size()).sum());
            figures.put("embedder", settings.embedder());
            figures.put("policy", settings.guardPolicy());
            figures.putAll(timed(sets, pool, guard, embedder, progress));
            if (model != null) {
                figures.put("firstToken", firstTokens(sets, pool, guard, embedder, model));
            }
            console.result(figures);
            BenchSearchTask.print(figures, "", console);
            return Exit.DONE;
        }
    }

    /** Those that warm up are others than those that are timed, whose searches would else be answered from memory. */
    private Map<String, Object> timed(
            List<EvalSet> sets, EvalPool pool, Guardrail guard, Embedder embedder, Stages progress) {
        List<String> rest = new ArrayList<>(askable(sets));
        List<String> warmUp = Times.sample(rest, Math.min(WARM_UP, rest.size() / 10 + 1));
        if (rest.size() > 1) {
            rest.removeAll(warmUp);
        }
        List<String> sample = Times.sample(rest, questions);
        Answerer quoting =
                Answerers.of(pool.retriever(), pool.store(), pool.analyzers(), pool.languages(), guard, embedder, null);
        warmUp.forEach(question -> answer(quoting, question));
        List<Answer> answers = new ArrayList<>();
        double[] millis = new double[sample.size()];
        for (int i = 0; i < millis.length; i++) {
            String question = sample.get(i);
            millis[i] = Times.millis(() -> answers.add(answer(quoting, question)));
            progress.progress("answers", i + 1, millis.length);
        }
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("answers", answers.size());
        figures.put(
                "groundedAnswers",
                answers.stream().filter(a -> a instanceof Answer.Grounded).count());
        figures.put("extractiveAnswer", Times.figures(Arrays.stream(millis)));
        ClaimChecker checker = ClaimCheckers.standard(pool.analyzers(), embedder);
        try (IndexSnapshot snapshot = pool.store().snapshot(Viewer.OPERATOR)) {
            figures.put("checkAndFilter", new SentenceTimes(checker, guard, snapshot).of(answers));
        }
        return figures;
    }

    private static List<String> askable(List<EvalSet> sets) {
        return sets.stream()
                .flatMap(set -> set.queries().stream())
                .map(EvalQuery::question)
                .filter(SearchRequest::canBeFound)
                .distinct()
                .toList();
    }

    private static Answer answer(Answerer answerer, String question) {
        return answerer.answer(Question.of(Viewer.OPERATOR, question), new Answerer.Listener() {});
    }

    private Map<String, Object> firstTokens(
            List<EvalSet> sets, EvalPool pool, Guardrail guard, Embedder embedder, AnswerModel model) {
        try (FirstTokens watched = new FirstTokens(options.settings(), model)) {
            Answerer writing = Answerers.of(
                    pool.retriever(), pool.store(), pool.analyzers(), pool.languages(), guard, embedder, watched);
            for (String question : Times.sample(askable(sets), prompts + FirstTokens.WARM_UP)) {
                answer(writing, question);
                watched.runAlone();
            }
            return watched.figures();
        }
    }
}
