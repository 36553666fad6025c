package dev.nuri.web.cli;

import dev.nuri.web.cli.ServerGauges.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a server must hold under load.
 *
 * @param searchP99Millis a search in a hundred may take longer
 * @param heapGrowth of the heap after garbage collection between the ends of two loads, a share of it
 * @param threadGrowth threads that may have come
 * @param fileGrowth files that may have been opened and not closed; an index has more or fewer
 */
record LoadRules(double searchP99Millis, double heapGrowth, int threadGrowth, int fileGrowth) {

    /** A heap this much larger is no growth: caches of a query more or less. */
    private static final long HEAP_SLACK_BYTES = 32L << 20;

    /**
     * The rules that were broken, each as a sentence.
     *
     * @param begin before the load, at rest
     * @param end after it, at rest
     */
    List<String> broken(LoadFigures figures, Sample begin, Sample end) {
        List<String> broken = new ArrayList<>();
        double p99 = figures.p99(LoadKind.SEARCH);
        if (p99 == 0) {
            broken.add("no search was answered");
        } else if (p99 >= searchP99Millis) {
            broken.add(
                    String.format(Locale.ROOT, "p99 of searches is %.1f ms, not below %.1f ms", p99, searchP99Millis));
        }
        if (figures.undeclaredCount() > 0) {
            broken.add(figures.undeclaredCount() + " replies were neither 2xx nor 429 or 503 with Retry-After");
        }
        long mostHeap =
                Math.max(begin.heapBytes() + HEAP_SLACK_BYTES, Math.round(begin.heapBytes() * (1 + heapGrowth)));
        atMost("bytes of heap after garbage collection", begin.heapBytes(), end.heapBytes(), mostHeap, broken);
        atMost("threads", begin.threads(), end.threads(), begin.threads() + (long) threadGrowth, broken);
        atMost("open files", begin.openFiles(), end.openFiles(), begin.openFiles() + (long) fileGrowth, broken);
        if (end.underWay() > 0) {
            broken.add(end.underWay() + " requests are under way when no client is left");
        }
        return broken;
    }

    private static void atMost(String what, long before, long after, long most, List<String> broken) {
        if (after > most) {
            broken.add(what + " went from " + before + " to " + after + ", more than " + most);
        }
    }
}
