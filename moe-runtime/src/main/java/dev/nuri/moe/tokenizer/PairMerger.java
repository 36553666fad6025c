package dev.nuri.moe.tokenizer;

import java.util.PriorityQueue;

/**
 * Joins neighbouring symbols, the best pair first and the leftmost among equals, until none can be joined. A queue of
 * candidates over a linked list makes it O(n log n).
 */
final class PairMerger {
    /** What two neighbours become. */
    interface Rule {
        /** The joined id, or -1 if the two do not join. */
        int join(int left, int right);

        /** Order of the joins, least first; not negative. Asked only for what joins. */
        int rank(int left, int right);
    }

    private final Rule rule;
    private final int[] symbols;
    private final int[] next;
    private final int[] previous;
    private final PriorityQueue<Long> candidates = new PriorityQueue<>(); // rank in the upper half, position below

    private PairMerger(Rule rule, int[] symbols) {
        this.rule = rule;
        this.symbols = symbols;
        this.next = new int[symbols.length];
        this.previous = new int[symbols.length];
        for (int i = 0; i < symbols.length; i++) {
            next[i] = i + 1 < symbols.length ? i + 1 : -1;
            previous[i] = i - 1;
        }
    }

    /** Joins what can be joined and appends the result; {@code symbols} is used up. */
    static void merge(int[] symbols, Rule rule, IntList out) {
        PairMerger merger = new PairMerger(rule, symbols);
        for (int i = 0; i + 1 < symbols.length; i++) {
            merger.offer(i);
        }
        merger.run();
        for (int i = symbols.length == 0 ? -1 : 0; i >= 0; i = merger.next[i]) {
            out.add(symbols[i]);
        }
    }

    private void run() {
        while (!candidates.isEmpty()) {
            long candidate = candidates.poll();
            int left = (int) candidate;
            if (isCurrent(left, (int) (candidate >>> 32))) {
                join(left);
            }
        }
    }

    /** Whether the pair queued is still there: both may have been joined otherwise since. */
    private boolean isCurrent(int left, int rank) {
        if (symbols[left] < 0 || next[left] < 0) {
            return false;
        }
        int right = symbols[next[left]];
        return rule.join(symbols[left], right) >= 0 && rule.rank(symbols[left], right) == rank;
    }

    private void join(int left) {
        int right = next[left];
        symbols[left] = rule.join(symbols[left], symbols[right]);
        symbols[right] = -1;
        next[left] = next[right];
        if (next[left] >= 0) {
            previous[next[left]] = left;
            offer(left);
        }
        if (previous[left] >= 0) {
            offer(previous[left]);
        }
    }

    private void offer(int left) {
        int a = symbols[left];
        int b = symbols[next[left]];
        if (rule.join(a, b) >= 0) {
            candidates.add((long) rule.rank(a, b) << 32 | left);
        }
    }
}
