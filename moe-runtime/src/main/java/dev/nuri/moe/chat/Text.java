package dev.nuri.moe.chat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A string of a template, with a mark on each char that came from a message: what a person or a document wrote must not
 * become a control token, whatever the template does with it. Cutting and joining keep the marks; what is made from a
 * marked string in any other way is marked throughout. Equal when the chars are.
 */
final class Text {
    static final Text EMPTY = new Text("", new BitSet());

    private final String value;
    private final BitSet marks;

    private Text(String value, BitSet marks) {
        this.value = value;
        this.marks = marks;
    }

    /** What a template says itself. */
    static Text of(String value) {
        return new Text(value, new BitSet());
    }

    /** What a message says. */
    static Text marked(String value) {
        BitSet marks = new BitSet(value.length());
        marks.set(0, value.length());
        return new Text(value, marks);
    }

    static Text joined(String value, BitSet marks) {
        return new Text(value, (BitSet) marks.clone());
    }

    String value() {
        return value;
    }

    BitSet marks() {
        return marks;
    }

    int length() {
        return value.length();
    }

    /** Another value made from this one. */
    Text like(String other) {
        return marks.isEmpty() ? of(other) : marked(other);
    }

    Text cut(int from, int to) {
        return new Text(value.substring(from, to), marks.get(from, to));
    }

    Text plus(Text other) {
        BitSet both = (BitSet) marks.clone();
        for (int i = other.marks.nextSetBit(0); i >= 0; i = other.marks.nextSetBit(i + 1)) {
            both.set(value.length() + i);
        }
        return new Text(value + other.value, both);
    }

    /** Without the chars of {@code set} at the ends asked for; null stands for white space. */
    Text strip(String set, boolean left, boolean right) {
        int from = 0;
        int to = value.length();
        while (left && from < to && isIn(set, value.charAt(from))) {
            from++;
        }
        while (right && to > from && isIn(set, value.charAt(to - 1))) {
            to--;
        }
        return cut(from, to);
    }

    private static boolean isIn(String set, char c) {
        return set == null ? Character.isWhitespace(c) || Character.isSpaceChar(c) : set.indexOf(c) >= 0;
    }

    /** Pieces between occurrences of a separator, at most {@code most} cuts; null parts at runs of white space. */
    List<Object> split(String separator, int most) {
        if (separator == null) {
            return words();
        }
        List<Object> out = new ArrayList<>();
        int from = 0;
        for (int at = value.indexOf(separator); at >= 0 && out.size() < most; at = value.indexOf(separator, from)) {
            out.add(cut(from, at));
            from = at + separator.length();
        }
        out.add(cut(from, value.length()));
        return out;
    }

    private List<Object> words() {
        List<Object> out = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || isIn(null, value.charAt(i))) {
                if (i > from) {
                    out.add(cut(from, i));
                }
                from = i + 1;
            }
        }
        return out;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text text && text.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }
}
