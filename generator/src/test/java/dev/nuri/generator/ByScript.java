package dev.nuri.generator;

import dev.nuri.indexer.LanguageGuess;
import dev.nuri.indexer.LanguageIdentifier;
import java.util.List;

/** Tells languages by one script each, and what has Latin letters by a few words; enough for tests. */
final class ByScript implements LanguageIdentifier {

    @Override
    public String identify(String text) {
        List<LanguageGuess> guesses = guesses(text);
        return guesses.isEmpty() ? UNKNOWN : guesses.getFirst().lang();
    }

    @Override
    public List<LanguageGuess> guesses(String text) {
        if (text.codePoints().noneMatch(Character::isLetter)) {
            return List.of();
        }
        return List.of(new LanguageGuess(lang(text), 0.9));
    }

    private static String lang(String text) {
        if (text.codePoints().anyMatch(c -> c >= 0xAC00 && c <= 0xD7A3)) {
            return "ko";
        }
        if (text.codePoints().anyMatch(c -> c >= 0x4E00 && c <= 0x9FFF)) {
            return "zh-Hans";
        }
        return text.matches("(?s).*\\b(wurde|der|und|von|das)\\b.*") ? "de" : "en";
    }
}
