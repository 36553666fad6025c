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
        run(c.weights(), c.x(), c.out(), new int[] {0}, tokens, (plan, memory) -> {
            plan.writeJob(memory, 0, 0, 0, tokens);
            for (int t = 0; t < tokens; t++) {
                plan.writePair(memory, t, t, c.out().rowOffset(0, t));
            }
        });
    }

    void headMatMul(Call.HeadMatMul c) {
        int tokens = c.x().slices();
        int heads = c.x().rows();
        run(c.weights(), c.x(), c.out(), IntStream.range(0, heads).toArray(), heads * tokens, (plan, memory) -> {
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
        for (int id : ids) {
            ends[id]++;
        }
        int[] used =
                IntStream.range(0, experts).filter(expert -> ends[expert] > 0).toArray();
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

    /** Multiplies by the slices {@code used} of the weights, which meet {@code pairs} tokens together. */
    private void run(Tensor weights, Tensor x, Tensor out, int[] used, int pairs, Lists lists) {
        boolean many = Plan.isMany(pairs, used.length);
        boolean quantised = weights.type().isQuantised();
        if (!quantised
                || !attempt(new Plan(weights, packed(weights, used, many), x, true, used.length, pairs), out, lists)) {
            attempt(new Plan(weights, null, x, false, used.length, pairs), out, lists);
        }
    }

    /**
     * The packed form to multiply with, or null. Only few tokens at a time are worth packing for, since a panel is as
     * good made of rows as they lie: so a prompt's first token need not wait for it.
     */
    private PackedWeights packed(Tensor weights, int[] used, boolean many) {
        PackedWeights packed = PackedWeights.of(weights);
        if (packed != null && !many) {
            packed.ensure(team, weights, used);
        }
        return packed != null && packed.has(weights, used) ? packed : null;
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
