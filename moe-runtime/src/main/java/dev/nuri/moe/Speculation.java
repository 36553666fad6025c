package dev.nuri.moe;

/**
 * Guessing tokens ahead, so that one pass may confirm several (Leviathan et al., arXiv 2211.17192). Every token is still
 * drawn from the model's own logits by the request's own sampler, so a guess never changes what is drawn: it only decides
 * whether the next logits are there already.
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
