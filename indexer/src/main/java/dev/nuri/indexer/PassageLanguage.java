package dev.nuri.indexer;

import java.util.List;

/** Decides whether a passage is in its document's language or clearly in another. */
final class PassageLanguage {

    /** With fewer letters a passage says too little to contradict its document. */
    private static final int MIN_LETTERS = 40;

    /** From here on in Unicode, roughly, a letter stands for a syllable or a word. */
    private static final int FIRST_SYLLABLE = 0x2E80;

    /** Letters of an alphabet that such a letter is worth. */
    private static final int SYLLABLE = 3;

    private static final double CLEAR = 0.9;

    private final LanguageIdentifier identifier;

    PassageLanguage(LanguageIdentifier identifier) {
        this.identifier = identifier;
    }

    /** The language of {@code passage} in a document in {@code documentLang}. */
    String of(String passage, String documentLang) {
        boolean unknown = documentLang.equals(LanguageIdentifier.UNKNOWN);
        if (!unknown && !hasEnoughLetters(passage)) {
            return documentLang;
        }
        List<LanguageGuess> guesses = identifier.guesses(passage);
        if (guesses.isEmpty()) {
            return documentLang;
        }
        LanguageGuess best = guesses.getFirst();
        return unknown || best.probability() >= CLEAR ? best.lang() : documentLang;
    }

    private static boolean hasEnoughLetters(String passage) {
        int letters = 0;
        for (int i = 0; i < passage.length() && letters < MIN_LETTERS; i++) {
            char c = passage.charAt(i);
            if (Character.isLetter(c)) {
                letters += c < FIRST_SYLLABLE ? 1 : SYLLABLE;
            }
        }
        return letters >= MIN_LETTERS;
    }
}
