package dev.nuri.moe.grammar;

import java.util.function.IntFunction;

/**
 * A grammar over a vocabulary. Which tokens may follow is worked out once for each state and then remembered. For any
 * thread.
 */
public final class TokenMasks {
    private final TokenTrie trie;
    private final Automaton automaton;
    private final IntFunction<byte[]> bytes;
    private final int[] ends;

    /**
     * @param grammar as {@link dev.nuri.moe.Grammar} has it
     * @param trie of the vocabulary
     * @param bytes of each id
     * @param ends ids that end a text
     * @throws dev.nuri.moe.ModelInputException if the grammar is malformed
     */
    public TokenMasks(String grammar, TokenTrie trie, IntFunction<byte[]> bytes, int[] ends) {
        this.automaton = new Automaton(Compiler.compile(GrammarParser.parse(grammar)));
        this.trie = trie;
        this.bytes = bytes;
        this.ends = ends.clone();
    }

    /** A text that begins. */
    public TokenConstraint start() {
        return new TokenConstraint(this, firstState());
    }

    private synchronized Automaton.State firstState() {
        return automaton.start();
    }

    synchronized Automaton.State after(Automaton.State state, int id) {
        Automaton.State at = state;
        for (byte b : bytes.apply(id)) {
            at = automaton.after(at, b & 0xff);
        }
        return at;
    }

    synchronized long[] mask(Automaton.State state) {
        if (state.mask() == null) {
            long[] mask = trie.mask(automaton, state);
            if (state.isAccepting()) {
                for (int id : ends) {
                    mask[id >> 6] |= 1L << id;
                }
            }
            state.mask(mask);
        }
        return state.mask();
    }
}
