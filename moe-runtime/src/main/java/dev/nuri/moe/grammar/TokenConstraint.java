package dev.nuri.moe.grammar;

/** Where a text stands in its grammar. For one thread. */
public final class TokenConstraint {
    private final TokenMasks masks;
    private Automaton.State state;

    TokenConstraint(TokenMasks masks, Automaton.State state) {
        this.masks = masks;
        this.state = state;
    }

    /** The tokens that may come next: a bit for each id, id 0 the lowest of the first word. Not to be changed. */
    public long[] allowed() {
        return masks.mask(state);
    }

    /** Takes the token that came. */
    public void accept(int id) {
        state = masks.after(state, id);
    }

    /** Whether the text belongs to the grammar and nothing may follow. */
    public boolean isComplete() {
        return state.isFinal() && state.isAccepting();
    }
}
