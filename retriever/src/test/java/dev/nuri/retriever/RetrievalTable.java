package dev.nuri.retriever;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints the figures of the lexical leg per set, all named sets pooled. Arguments: the folder that holds the sets, a
 * folder for the index, the split, the names of the sets.
 */
public final class RetrievalTable {

    private RetrievalTable() {}

    public static void main(String[] args) {
        Path root = Path.of(args[0]);
        List<Path> sets = new ArrayList<>();
        for (int i = 3; i < args.length; i++) {
            sets.add(root.resolve(args[i]));
        }
        RetrievalReport report =
                RetrievalEvaluation.run(sets, Split.of(args[2]), null, Path.of(args[1]), ProgressListener.NONE);
        report.sets()
                .forEach((name, set) ->
                        print(name + " " + set.queries(), set.legs().lexical()));
        print("average", report.average().lexical());
        System.out.println(report.passages() + " passages, skipped " + report.skipped() + ", " + report.latencyMs());
    }

    private static void print(String name, RetrievalMetrics metrics) {
        System.out.printf(
                Locale.ROOT,
                "%s mrr@10 %.3f ndcg@10 %.3f recall@10 %.3f recall@100 %.3f%n",
                name,
                metrics.mrrAt10(),
                metrics.ndcgAt10(),
                metrics.recallAt10(),
                metrics.recallAt100());
    }
}
