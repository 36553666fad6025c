package dev.nuri.hw.vector;

import dev.nuri.hw.Call;
import dev.nuri.hw.Tensor;
import java.util.Arrays;

/**
 * Which rows of activations meet which matrix: products of every kind as runs of entries that share a slice of the
 * weights, so that each slice is read once for all its tokens. Reused from call to call.
 */
final class ProductPlan {
    /** Runs of entries with the same slice. */
    int groups;
    /** [groups], slice of the weights. */
    int[] slices = new int[0];
    /** [groups + 1], entries of group g are [starts[g], starts[g + 1]). */
    int[] starts = new int[1];
    /** [entries], row of the activations. */
    int[] rows = new int[0];
    /** [entries], byte offset of the row of results. */
    long[] outs = new long[0];

    private int[] ids = new int[0];
    private int[] counts = new int[0];

    private void reset(int mostGroups, int entries) {
        if (slices.length < mostGroups) {
            slices = new int[mostGroups];
            starts = new int[mostGroups + 1];
        }
        if (rows.length < entries) {
            rows = new int[entries];
            outs = new long[entries];
        }
        groups = 0;
        starts[0] = 0;
    }

    int entries() {
        return starts[groups];
    }

    int size(int group) {
        return starts[group + 1] - starts[group];
    }

    void of(Call.MatMul c) {
        int tokens = c.x().rows();
        reset(1, tokens);
        for (int t = 0; t < tokens; t++) {
            rows[t] = t;
            outs[t] = c.out().rowOffset(0, t);
        }
        close(0, tokens);
    }

    void of(Call.HeadMatMul c) {
        int tokens = c.x().slices();
        int heads = c.x().rows();
        reset(heads, tokens * heads);
        for (int h = 0; h < heads; h++) {
            for (int t = 0; t < tokens; t++) {
                rows[h * tokens + t] = t * heads + h;
                outs[h * tokens + t] = c.out().rowOffset(t, h);
            }
            close(h, (h + 1) * tokens);
        }
    }

    /** Entries sorted by expert. */
    void of(Call.ExpertMatMul c) {
        int each = c.out().rows(); // K
        int entries = Math.multiplyExact(c.out().slices(), each);
        int experts = c.weights().slices();
        reset(Math.min(experts, entries), entries);
        readIds(c.ids(), entries, experts);
        int at = 0;
        for (int e = 0; e < experts; e++) {
            int count = counts[e];
            counts[e] = at;
            at += count;
            if (count > 0) {
                close(e, at);
            }
        }
        for (int i = 0; i < entries; i++) {
            int to = counts[ids[i]]++;
            rows[to] = c.x().rows() == 1 ? i / each : i;
            outs[to] = c.out().rowOffset(i / each, i % each);
        }
    }

    private void readIds(Tensor tensor, int entries, int experts) {
        if (ids.length < entries) {
            ids = new int[entries];
        }
        if (counts.length < experts) {
            counts = new int[experts];
        }
        Arrays.fill(counts, 0, experts, 0);
        Floats.ids(tensor, experts, ids);
        for (int i = 0; i < entries; i++) {
            counts[ids[i]]++;
        }
    }

    private void close(int slice, int end) {
        slices[groups++] = slice;
        starts[groups] = end;
    }
}
