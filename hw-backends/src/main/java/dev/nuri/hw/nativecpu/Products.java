package dev.nuri.hw.nativecpu;

import dev.nuri.hw.Call;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.ThreadTeam;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * Products with weights. Each is put as jobs, a matrix and the tokens that meet it, so that tokens are grouped by expert
 * and the threads share the rows of all matrices alike.
 */
final class Products {
    /** Numbers of activations that are worth another thread. */
    private static final int PREPARED_AT_ONCE = 16 << 10;

    private final CLibrary library;
    private final ThreadTeam team;
    private final Scratch scratch;

    Products(CLibrary library, ThreadTeam team, Scratch scratch) {
        this.library = library;
        this.team = team;
        this.scratch = scratch;
    }

    /** Writes a plan's lists. */
    private interface Lists {
        void write(Plan plan, MemorySegment scratch);
    }

    void matMul(Call.MatMul c) {
        int tokens = c.x().rows();
        ensurePacked(c.weights(), IntStream.of(0));
        run(c.weights(), c.x(), c.out(), 1, tokens, (plan, memory) -> {
            plan.writeJob(memory, 0, 0, 0, tokens);
            for (int t = 0; t < tokens; t++) {
                plan.writePair(memory, t, t, c.out().rowOffset(0, t));
            }
        });
    }

    void headMatMul(Call.HeadMatMul c) {
        int tokens = c.x().slices();
        int heads = c.x().rows();
        ensurePacked(c.weights(), IntStream.range(0, heads));
        run(c.weights(), c.x(), c.out(), heads, heads * tokens, (plan, memory) -> {
            for (int h = 0; h < heads; h++) {
                plan.writeJob(memory, h, h, h * tokens, tokens);
                for (int t = 0; t < tokens; t++) {
                    plan.writePair(
                            memory, h * tokens + t, t * heads + h, c.out().rowOffset(t, h));
                }
            }
        });
    }

    void expertMatMul(Call.ExpertMatMul c) {
        int experts = c.weights().slices();
        int each = c.out().rows(); // K
        int[] ids = Views.ids(c.ids(), experts); // [T][K]
        int[] ends = new int[experts]; // counts, then where the expert's pairs begin, then where they end
        int used = 0;
        for (int id : ids) {
            used += ends[id]++ == 0 ? 1 : 0;
        }
        ensurePacked(c.weights(), IntStream.range(0, experts).filter(expert -> ends[expert] > 0));
        run(c.weights(), c.x(), c.out(), used, ids.length, (plan, memory) -> {
            int[] next = new int[experts];
            int first = 0;
            int job = 0;
            for (int expert = 0; expert < experts; expert++) {
                next[expert] = first;
                if (ends[expert] > 0) {
                    plan.writeJob(memory, job++, expert, first, ends[expert]);
                    first += ends[expert];
                }
            }
            for (int i = 0; i < ids.length; i++) {
                int row = c.x().rows() == 1 ? i / each : i;
                plan.writePair(memory, next[ids[i]]++, row, c.out().rowOffset(i / each, i % each));
            }
        });
    }

    private void ensurePacked(Tensor weights, IntStream slices) {
        PackedWeights packed = PackedWeights.of(weights);
        if (packed != null) {
            packed.ensure(team, weights, slices);
        }
    }

    private void run(Tensor weights, Tensor x, Tensor out, int jobs, int pairs, Lists lists) {
        boolean quantised = weights.type().isQuantised();
        if (!quantised || !attempt(new Plan(weights, x, true, jobs, pairs), out, lists)) {
            attempt(new Plan(weights, x, false, jobs, pairs), out, lists);
        }
    }

    /** Runs a plan; gives up before anything is written if activations cannot be rounded because some are not finite. */
    private boolean attempt(Plan plan, Tensor out, Lists lists) {
        MemorySegment memory = scratch.take(plan.bytes());
        plan.writeHead(memory);
        if (!prepare(plan, memory)) {
            return false;
        }
        lists.write(plan, memory);
        MemorySegment from = plan.weightBytes();
        MemorySegment to = HostBuffer.segmentOf(out);
        team.run(plan.items(), (thread, item) -> library.multiply(from, memory, to, item, item + 1));
        return true;
    }

    private boolean prepare(Plan plan, MemorySegment memory) {
        Tensor x = plan.x();
        int rows = x.allRows();
        int parts = Math.clamp((long) rows * x.columns() / PREPARED_AT_ONCE, 1, rows);
        MemorySegment bytes = HostBuffer.segmentOf(x).asSlice(x.offset());
        AtomicBoolean finite = new AtomicBoolean(true);
        team.run(parts, (thread, part) -> {
            long from = (long) rows * part / parts;
            long to = (long) rows * (part + 1) / parts;
            if (!library.prepare(bytes, memory, from, to)) {
                finite.set(false);
            }
        });
        return !plan.integers() || finite.get();
    }
}
