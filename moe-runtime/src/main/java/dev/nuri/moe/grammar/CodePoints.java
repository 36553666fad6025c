package dev.nuri.moe.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A set of Unicode characters; surrogates are no characters. Immutable once it is in an expression. */
final class CodePoints {
    private final BitSet set = new BitSet();

    /** The characters from {@code first} to {@code last}. */
    CodePoints add(int first, int last) {
        set.set(first, last + 1);
        return this;
    }

    CodePoints addAll(CodePoints other) {
        set.or(other.set);
        return this;
    }

    CodePoints removeAll(CodePoints other) {
        set.andNot(other.set);
        return this;
    }

    /** All other characters. */
    CodePoints complement() {
        CodePoints out = new CodePoints().add(0, Character.MAX_CODE_POINT);
        out.set.andNot(set);
        return out;
    }

    static CodePoints all() {
        return new CodePoints().complement();
    }

    boolean contains(int codePoint) {
        return set.get(codePoint);
    }

    boolean isEmpty() {
        return ranges().isEmpty();
    }

    /** First and last of each run, without surrogates. */
    List<int[]> ranges() {
        BitSet characters = (BitSet) set.clone();
        characters.clear(Character.MIN_SURROGATE, Character.MAX_SURROGATE + 1);
        List<int[]> out = new ArrayList<>();
        for (int first = characters.nextSetBit(0); first >= 0; ) {
            int end = characters.nextClearBit(first);
            out.add(new int[] {first, end - 1});
            first = characters.nextSetBit(end);
        }
        return out;
    }
}
