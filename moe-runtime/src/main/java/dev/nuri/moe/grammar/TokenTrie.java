package dev.nuri.moe.grammar;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * A vocabulary's tokens by their bytes: nodes in the order of a depth-first walk, each with the place where its subtree
 * ends, so that what cannot follow is skipped in one step. Immutable.
 */
public final class TokenTrie {
    private final int vocabulary;
    private byte[] labels = new byte[1024]; // the byte that leads to a node
    private int[] depths = new int[1024]; // bytes from the root, at least 1
    private int[] ends = new int[1024]; // the first node after the subtree
    private int[] firstTokens = new int[1024]; // a token that ends here, or -1
    private final int[] nextTokens; // another token with the same bytes, or -1
    private int nodes;
    private int deepest;

    /**
     * @param bytes of each id; tokens without bytes are in no text
     */
    public TokenTrie(byte[][] bytes) {
        this.vocabulary = bytes.length;
        this.nextTokens = new int[bytes.length];
        int[] order = IntStream.range(0, bytes.length)
                .filter(id -> bytes[id].length > 0)
                .boxed()
                .sorted(Comparator.<Integer, byte[]>comparing(id -> bytes[id], Arrays::compareUnsigned)
                        .thenComparing(Comparator.reverseOrder()))
                .mapToInt(id -> id)
                .toArray();
        int[] path =
                new int[IntStream.of(order).map(id -> bytes[id].length).max().orElse(0) + 1];
        byte[] before = new byte[0];
        for (int id : order) {
            int shared = Arrays.mismatch(before, bytes[id]);
            close(path, before.length, shared < 0 ? before.length : shared);
            for (int depth = shared < 0 ? before.length : shared; depth < bytes[id].length; depth++) {
                path[depth + 1] = add(bytes[id][depth], depth + 1);
            }
            int node = path[bytes[id].length];
            nextTokens[id] = firstTokens[node];
            firstTokens[node] = id;
            before = bytes[id];
        }
        close(path, before.length, 0);
        trim();
    }

    private int add(byte label, int depth) {
        if (nodes == labels.length) {
            labels = Arrays.copyOf(labels, 2 * nodes);
            depths = Arrays.copyOf(depths, 2 * nodes);
            ends = Arrays.copyOf(ends, 2 * nodes);
            firstTokens = Arrays.copyOf(firstTokens, 2 * nodes);
        }
        labels[nodes] = label;
        depths[nodes] = depth;
        firstTokens[nodes] = -1;
        deepest = Math.max(deepest, depth);
        return nodes++;
    }

    /** The nodes of the path below {@code to} are whole. */
    private void close(int[] path, int from, int to) {
        for (int depth = from; depth > to; depth--) {
            ends[path[depth]] = nodes;
        }
    }

    private void trim() {
        labels = Arrays.copyOf(labels, nodes);
        depths = Arrays.copyOf(depths, nodes);
        ends = Arrays.copyOf(ends, nodes);
        firstTokens = Arrays.copyOf(firstTokens, nodes);
    }

    /** The tokens that may follow a state: a bit for each id. */
    long[] mask(Automaton automaton, Automaton.State from) {
        long[] out = new long[words()];
        Automaton.State[] path = new Automaton.State[deepest + 1];
        path[0] = from;
        int node = 0;
        while (node < nodes) {
            int depth = depths[node];
            Automaton.State state = automaton.after(path[depth - 1], labels[node] & 0xff);
            if (state.isDead()) {
                node = ends[node];
            } else {
                for (int id = firstTokens[node]; id >= 0; id = nextTokens[id]) {
                    out[id >> 6] |= 1L << id;
                }
                path[depth] = state;
                node++;
            }
        }
        return out;
    }

    int words() {
        return (vocabulary + 63) / 64;
    }
}
