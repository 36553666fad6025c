package dev.nuri.hw.vector;

import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.ThreadTeam;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The activations of a {@link ProductPlan} laid out for {@link Tiles}: of each group 256 columns after 256 columns, and of
 * those 4 tokens after 4 tokens. What one pass over a panel reads lies together. Reused from call to call.
 */
final class TokenBlocks {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int TOKENS = Tiles.TOKENS;
    private static final int RUNS_PER_THREAD = 4;

    private float[][] rows = new float[0][]; // [threads][4 * 256]
    private int[] groupAt = new int[0]; // [groups + 1], entries before each group, whole fours
    private int[] blockGroups = new int[0]; // [blocks], the group of each four
    private int columns;

    /** Everything, see {@link #at}. */
    float[] values = new float[0];

    /** Where the numbers of a group from a column on, a multiple of 256, begin. */
    int at(int group, int column) {
        return groupAt[group] * columns + (groupAt[group + 1] - groupAt[group]) * column;
    }

    /** Lays out all of a plan's activations. */
    void fill(ThreadTeam team, ProductPlan plan, Tensor x) {
        columns = x.columns();
        prepare(team, plan);
        MemorySegment from = HostBuffer.segmentOf(x);
        int blocks = groupAt[plan.groups] / TOKENS;
        int runs = Math.min(blocks, team.threads() * RUNS_PER_THREAD);
        team.run(runs, (thread, run) -> {
            int to = (int) ((long) blocks * (run + 1) / runs);
            for (int b = (int) ((long) blocks * run / runs); b < to; b++) {
                fill(plan, x, from, b, rows[thread]);
            }
        });
    }

    private void prepare(ThreadTeam team, ProductPlan plan) {
        if (rows.length == 0) {
            rows = new float[team.threads()][TOKENS * Tiles.DEPTH];
        }
        if (groupAt.length <= plan.groups) {
            groupAt = new int[plan.groups + 1];
        }
        for (int g = 0; g < plan.groups; g++) {
            groupAt[g + 1] = groupAt[g] + Tiles.padded(plan.size(g));
        }
        int entries = groupAt[plan.groups];
        if (blockGroups.length < entries / TOKENS) {
            blockGroups = new int[entries / TOKENS];
        }
        for (int g = 0; g < plan.groups; g++) {
            java.util.Arrays.fill(blockGroups, groupAt[g] / TOKENS, groupAt[g + 1] / TOKENS, g);
        }
        int needed = Math.multiplyExact(entries, columns);
        if (values.length < needed) {
            values = new float[needed];
        }
    }

    private void fill(ProductPlan plan, Tensor x, MemorySegment from, int block, float[] four) {
        int group = blockGroups[block];
        int token = block * TOKENS - groupAt[group];
        int first = plan.starts[group] + token;
        int tokens = Math.min(TOKENS, plan.starts[group + 1] - first);
        for (int c = 0; c < columns; c += Tiles.DEPTH) {
            int depth = Math.min(Tiles.DEPTH, columns - c);
            for (int t = 0; t < tokens; t++) {
                int row = plan.rows[first + t];
                long bytes = x.rowOffset(row / x.rows(), row % x.rows()) + 4L * c;
                MemorySegment.copy(from, FLOAT, bytes, four, t * Tiles.DEPTH, depth);
            }
            int to = at(group, c) + token * depth;
            Tiles.interleave(four, 0, Tiles.DEPTH, 2 * Tiles.DEPTH, 3 * Tiles.DEPTH, depth, values, to);
        }
    }
}
