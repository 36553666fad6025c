package dev.nuri.moe;

/**
 * Guessing tokens ahead, so that one pass may confirm several (Leviathan et al., arXiv 2211.17192). Guesses never change
 * how probable a text is. Where nothing is drawn at random, and by lookup, they do not change the text either: the
 * request's own sampler draws every token, and a guess only decides whether the next logits are there already. A draft
 * model of a request with a temperature draws its guesses; each is accepted as often as both models agree, so that
 * another text of the same distribution may come than without.
 */
public sealed interface Speculation {
    /** No guessing. */
    record Off() implements Speculation {}

    /**
     * Guesses that what followed the last few tokens before follows them again: for answers that quote their prompt.
     *
     * @param tokens guessed at once, 1 to 16
     */
    record Lookup(int tokens) implements Speculation {
        public Lookup {
            check(tokens);
        }
    }

    /**
     * Lets a smaller model guess.
     *
     * @param model has the same vocabulary; stays open while the request runs
     * @param tokens guessed at once, 1 to 16
     */
    record Draft(LanguageModel model, int tokens) implements Speculation {
        public Draft {
            check(tokens);
        }
    }

    private static void check(int tokens) {
        if (tokens < 1 || tokens > 16) {
            throw new ModelInputException("speculation guesses 1 to 16 tokens at once, got " + tokens);
        }
    }
}
