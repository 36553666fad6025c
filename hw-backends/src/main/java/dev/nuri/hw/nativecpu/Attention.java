package dev.nuri.hw.nativecpu;

import dev.nuri.hw.BackendResourceException;
import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.PageTable;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.ThreadTeam;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Attention, cut over the threads by short runs of tokens and by key head; {@code attention.c} has the kernel and reads
 * the plan written here. All pages that it will follow are checked first.
 */
final class Attention {
    /** Queries that share what is decoded of a key or value. */
    private static final int QUERIES_AT_ONCE = 16;

    private static final int ITEMS_PER_THREAD = 2;
    private static final int HEAD_WORDS = 11;
    private static final int VIEWS = 6;
    private static final int WORDS = HEAD_WORDS + VIEWS * Views.WORDS + 2;
    private static final int ITEM_WORDS = 3;

    private final CLibrary library;
    private final ThreadTeam team;
    private final Scratch scratch;

    Attention(CLibrary library, ThreadTeam team, Scratch scratch) {
        this.library = library;
        this.team = team;
        this.scratch = scratch;
    }

    void run(Call.Attention c) {
        int[] last = Views.ids(c.positions(), c.pages().positions());
        int[] sequences = Views.ids(c.pages().sequences(), c.pages().pages().rows());
        checkPages(c, last, sequences);
        int groups = c.keys().rows();
        int most = Math.max(1, QUERIES_AT_ONCE * groups / c.q().rows());
        List<long[]> runs = runs(sequences, most);
        int itemGroups = itemGroups(runs, groups);
        int items = runs.size() * ((groups + itemGroups - 1) / itemGroups);
        MemorySegment memory = plan(c, runs, last, itemGroups);
        Tensor sinks = c.sinks() == null ? c.q() : c.sinks();
        MemorySegment[] parts = {
            segment(c.q()),
            segment(c.keys()),
            segment(c.values()),
            segment(c.pages().pages()),
            segment(sinks),
            segment(c.out())
        };
        AtomicBoolean lacking = new AtomicBoolean();
        team.run(items, (thread, item) -> {
            if (!library.attention(parts, memory, item, item + 1)) {
                lacking.set(true);
            }
        });
        if (lacking.get()) {
            throw new BackendResourceException("there is no memory for attention");
        }
    }

    /**
     * Key heads of an item. Single tokens take little time for a key, most of it to fetch it, so heads that lie side by
     * side stay together as far as the threads allow.
     */
    private int itemGroups(List<long[]> runs, int groups) {
        boolean single = runs.stream().allMatch(run -> run[1] == 1);
        long least = (long) ITEMS_PER_THREAD * team.threads();
        return single ? Math.clamp((long) runs.size() * groups / least, 1, groups) : 1;
    }

    private static MemorySegment segment(Tensor tensor) {
        return HostBuffer.segmentOf(tensor);
    }

    /** Every page that a token of a run sees lies in the pool. */
    private static void checkPages(Call.Attention c, int[] last, int[] sequences) {
        PageTable pages = c.pages();
        int bound = c.keys().slices() / pages.pageSize();
        int[] seenTo = new int[pages.pages().rows()]; // pages of each sequence checked so far
        for (int t = 0; t < last.length; t++) {
            int sequence = sequences[t];
            int first = c.window() == 0 ? 0 : Math.max(0, last[t] - c.window() + 1) / pages.pageSize();
            int from = Math.max(first, seenTo[sequence]);
            int to = last[t] / pages.pageSize() + 1;
            if (from < to) {
                Views.ids(pages.pages().rows(sequence, 1), from, to - from, bound);
                seenTo[sequence] = c.window() == 0 ? to : seenTo[sequence];
            }
        }
    }

    /** Runs of at most {@code most} neighbouring tokens of one sequence: first token, tokens, sequence. */
    private static List<long[]> runs(int[] sequences, int most) {
        List<long[]> runs = new ArrayList<>();
        for (int from = 0; from < sequences.length; ) {
            int to = from + 1;
            while (to < sequences.length && to < from + most && sequences[to] == sequences[from]) {
                to++;
            }
            runs.add(new long[] {from, to - from, sequences[from]});
            from = to;
        }
        return runs;
    }

    private MemorySegment plan(Call.Attention c, List<long[]> runs, int[] last, int itemGroups) {
        long items = 8L * WORDS;
        long lasts = items + 8L * ITEM_WORDS * runs.size();
        long[] words = new long[WORDS];
        long[] head = {
            Plan.code(c.keys().type()),
            c.q().columns(),
            c.values().columns(),
            c.q().rows(),
            c.keys().rows(),
            c.pages().pageSize(),
            c.pages().pages().columns(),
            c.window(),
            c.sinks() == null ? 0 : 1,
            Float.floatToRawIntBits(c.scale()),
            itemGroups
        };
        System.arraycopy(head, 0, words, 0, HEAD_WORDS);
        Tensor[] tensors = {
            c.q(), c.keys(), c.values(), c.pages().pages(), c.sinks() == null ? c.q() : c.sinks(), c.out()
        };
        for (int i = 0; i < VIEWS; i++) {
            Views.put(tensors[i], words, HEAD_WORDS + i * Views.WORDS);
        }
        words[WORDS - 2] = items;
        words[WORDS - 1] = lasts;
        MemorySegment memory = scratch.take(lasts + 8L * last.length);
        MemorySegment.copy(words, 0, memory, ValueLayout.JAVA_LONG, 0, WORDS);
        for (int i = 0; i < runs.size(); i++) {
            MemorySegment.copy(runs.get(i), 0, memory, ValueLayout.JAVA_LONG, items + 8L * ITEM_WORDS * i, ITEM_WORDS);
        }
        for (int t = 0; t < last.length; t++) {
            memory.setAtIndex(ValueLayout.JAVA_LONG, lasts / 8 + t, last[t]);
        }
        return memory;
    }
}
