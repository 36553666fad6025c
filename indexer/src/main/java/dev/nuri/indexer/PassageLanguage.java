package dev.nuri.indexer;

import java.util.List;

/** Decides whether a passage is in its document's language or clearly in another. */
final class PassageLanguage {

    /** Below this many code units a passage says too little to contradict its document. */
    private static final int MIN_LENGTH = 20;

    private static final double CLEAR = 0.9;

    private final LanguageIdentifier identifier;

    PassageLanguage(LanguageIdentifier identifier) {
        this.identifier = identifier;
    }

    /** The language of {@code passage} in a document in {@code documentLang}. */
    String of(String passage, String documentLang) {
        if (passage.length() < MIN_LENGTH) {
            return documentLang;
        }
        List<LanguageGuess> guesses = identifier.guesses(passage);
        if (guesses.isEmpty()) {
            return documentLang;
        }
        LanguageGuess best = guesses.getFirst();
        boolean unknown = documentLang.equals(LanguageIdentifier.UNKNOWN);
        return unknown || best.probability() >= CLEAR ? best.lang() : documentLang;
    }
}
