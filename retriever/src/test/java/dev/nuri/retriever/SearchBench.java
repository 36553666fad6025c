package dev.nuri.retriever;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.SearchRequest.Legs;
import dev.nuri.retriever.eval.PooledIndex;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Times whole searches with 10 hits over all sets pooled, on one thread: wall and processor time, and the mean of each
 * stage. Arguments: the folder that holds the sets, a folder for the index, searches to time.
 */
public final class SearchBench {

    private SearchBench() {}

    public static void main(String[] args) throws IOException {
        List<EvalSet> sets = LexicalTuning.sets(Path.of(args[0]));
        LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
        try (PassageStore store = PassageStores.lucene(Path.of(args[1]), analyzers, null, 0)) {
            PooledIndex.write(sets, LexicalTuning.kept(store), null, ProgressListener.NONE);
            Retriever retriever = new HybridRetriever(store, LanguageIdentifiers.standard(), analyzers, null);
            List<String> questions = new ArrayList<>();
            sets.forEach(set -> set.queries().stream().map(EvalQuery::question).forEach(questions::add));
            Collections.shuffle(questions, new Random(1));
            int searches = Integer.parseInt(args[2]);
            new Run().over(retriever, questions.subList(searches, 2 * searches));
            Run run = new Run();
            run.over(retriever, questions.subList(0, searches));
            run.print();
        }
    }

    private static final class Run {

        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final List<Double> wall = new ArrayList<>();
        private final List<Double> processor = new ArrayList<>();
        private final Map<String, Double> stages = new LinkedHashMap<>();

        void over(Retriever retriever, List<String> questions) {
            for (String question : questions) {
                long cpu = threads.getCurrentThreadCpuTime();
                long start = System.nanoTime();
                Hits hits = retriever.search(
                        new SearchRequest(Viewer.OPERATOR, question, null, null, null, 10, null, true, Legs.HYBRID));
                wall.add((System.nanoTime() - start) / 1e6);
                processor.add((threads.getCurrentThreadCpuTime() - cpu) / 1e6);
                hits.explanation().timings().forEach((stage, millis) -> stages.merge(stage, millis, Double::sum));
            }
        }

        void print() {
            System.out.printf(
                    Locale.ROOT,
                    "%d searches: wall p50 %.2f p95 %.2f ms, processor p50 %.2f p95 %.2f ms%n",
                    wall.size(),
                    percentile(wall, 0.5),
                    percentile(wall, 0.95),
                    percentile(processor, 0.5),
                    percentile(processor, 0.95));
            stages.forEach(
                    (stage, millis) -> System.out.printf(Locale.ROOT, "  %s %.3f ms%n", stage, millis / wall.size()));
        }

        private static double percentile(List<Double> values, double fraction) {
            return values.stream()
                    .sorted()
                    .skip((long) (fraction * values.size()))
                    .findFirst()
                    .orElse(0.0);
        }
    }
}
