package dev.nuri.moe.grammar;

/** Questions about a grammar that need no vocabulary. */
public final class GrammarCheck {
    private GrammarCheck() {}

    /**
     * Checks that a grammar is well formed.
     *
     * @throws dev.nuri.moe.ModelInputException if it is not
     */
    public static void check(String grammar) {
        Compiler.compile(GrammarParser.parse(grammar));
    }

    /** Whether a text belongs to the grammar. */
    public static boolean accepts(String grammar, byte[] text) {
        return new Automaton(Compiler.compile(GrammarParser.parse(grammar))).accepts(text);
    }
}
