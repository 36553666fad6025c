package dev.nuri.moe.grammar;

import dev.nuri.moe.ModelInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pushdown automaton of a grammar, run on all its possible stacks at once. Stacks share their lower parts and equal
 * ones are one object; sets of stacks become {@link State}s that remember where each byte led, so that a state seen
 * before costs an array look-up. For one thread at a time.
 */
final class Automaton {
    /** Places a state may be in at once: a grammar that needs more is hopelessly ambiguous. */
    private static final int MOST_STACKS = 20_000;

    /** Remembered states; beyond it all are forgotten, and those still in use live on by themselves. */
    private static final int MOST_STATES = 20_000;

    private final Rules rules;
    private final Map<Frame, Frame> frames = new HashMap<>();
    private final Map<Set<Frame>, State> states = new HashMap<>();
    private State start;

    /** A place in the grammar and where to go on when its alternative ends. */
    static final class Frame {
        final int place;
        final Frame next; // null below the root rule
        private final int hash;

        Frame(int place, Frame next) {
            this.place = place;
            this.next = next;
            this.hash = 31 * place + System.identityHashCode(next);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Frame frame && frame.place == place && frame.next == next;
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** What may follow at a point of the text. */
    static final class State {
        private final Frame[] stacks; // each with a byte on top
        private final boolean accepting;
        private final State[] next = new State[256]; // null where not known yet
        private long[] mask; // of tokens, null where not known yet

        State(Frame[] stacks, boolean accepting) {
            this.stacks = stacks;
            this.accepting = accepting;
        }

        /** Whether the text may end here. */
        boolean isAccepting() {
            return accepting;
        }

        /** Whether nothing can follow. */
        boolean isFinal() {
            return stacks.length == 0;
        }

        /** Whether neither an end nor a byte is possible. */
        boolean isDead() {
            return isFinal() && !accepting;
        }

        long[] mask() {
            return mask;
        }

        void mask(long[] value) {
            mask = value;
        }
    }

    Automaton(Rules rules) {
        this.rules = rules;
    }

    /** Before the first byte. */
    State start() {
        if (start == null) {
            Set<Frame> tops = new HashSet<>();
            List<Frame> open = new ArrayList<>();
            for (int place : rules.alternatives(rules.root())) {
                open.add(frame(place, null));
            }
            start = state(tops, close(open, tops));
        }
        return start;
    }

    /** After one more byte; dead if it cannot come. */
    State after(State state, int b) {
        State known = state.next[b];
        if (known == null) {
            known = advance(state, b);
            state.next[b] = known;
        }
        return known;
    }

    private State advance(State state, int b) {
        Set<Frame> tops = new HashSet<>();
        List<Frame> open = new ArrayList<>();
        for (Frame stack : state.stacks) {
            if (rules.allows(stack.place, b)) {
                open.add(frame(stack.place + 1, stack.next));
            }
        }
        return state(tops, close(open, tops));
    }

    /**
     * Enters rules and leaves ended ones until a byte is on top of every stack.
     *
     * @param open stacks to look at; emptied
     * @param tops receives those with a byte on top
     * @return whether a stack ran empty: the text may end
     */
    private boolean close(List<Frame> open, Set<Frame> tops) {
        Set<Frame> seen = new HashSet<>(open);
        boolean accepting = false;
        while (!open.isEmpty()) {
            Frame frame = open.removeLast();
            int code = rules.code(frame.place);
            if (code > 0) {
                tops.add(frame);
            } else if (code == Rules.END) {
                accepting |= frame.next == null;
                if (frame.next != null && seen.add(frame.next)) {
                    open.add(frame.next);
                }
            } else {
                enter(-code - 1, frame, seen, open);
            }
            if (seen.size() > MOST_STACKS) {
                throw new ModelInputException(
                        "the grammar is too ambiguous: more than " + MOST_STACKS + " ways to read the same text");
            }
        }
        return accepting;
    }

    private void enter(int rule, Frame frame, Set<Frame> seen, List<Frame> open) {
        boolean last = rules.code(frame.place + 1) == Rules.END; // then nothing needs to be remembered
        Frame back = last ? frame.next : frame(frame.place + 1, frame.next);
        for (int place : rules.alternatives(rule)) {
            Frame inner = frame(place, back);
            if (seen.add(inner)) {
                open.add(inner);
            }
        }
    }

    private Frame frame(int place, Frame next) {
        Frame made = new Frame(place, next);
        Frame known = frames.putIfAbsent(made, made);
        return known == null ? made : known;
    }

    private State state(Set<Frame> tops, boolean accepting) {
        if (states.size() > MOST_STATES) {
            states.clear();
            frames.clear();
            start = null;
        }
        // The accepting mark takes part in the key as a frame that stands nowhere.
        Set<Frame> key = new HashSet<>(tops);
        if (accepting) {
            key.add(frame(-1, null));
        }
        State known = states.get(key);
        if (known == null) {
            known = new State(tops.toArray(Frame[]::new), accepting);
            states.put(key, known);
        }
        return known;
    }

    /** States remembered. */
    int states() {
        return states.size();
    }

    /** Whether a text belongs to the grammar. */
    boolean accepts(byte[] text) {
        State state = start();
        for (byte b : text) {
            state = after(state, b & 0xff);
        }
        return state.isAccepting();
    }
}
