package dev.nuri.moe.grammar;

import java.util.BitSet;
import java.util.List;

/**
 * A grammar as a machine runs it: alternatives of all rules one after the other. A place's code is 0 at the end of an
 * alternative, n &gt; 0 for a byte of set n - 1, n &lt; 0 for what rule -n - 1 spells.
 */
final class Rules {
    static final int END = 0;

    private final int[] code;
    private final int[][] alternatives; // of each rule the places where they begin
    private final List<BitSet> bytes;
    private final int root;

    Rules(int[] code, int[][] alternatives, List<BitSet> bytes, int root) {
        this.code = code;
        this.alternatives = alternatives;
        this.bytes = bytes;
        this.root = root;
    }

    int code(int place) {
        return code[place];
    }

    int[] alternatives(int rule) {
        return alternatives[rule];
    }

    boolean allows(int place, int b) {
        return bytes.get(code[place] - 1).get(b);
    }

    int root() {
        return root;
    }
}
