package dev.nuri.indexer.language;

import dev.nuri.indexer.LanguageGuess;
import dev.nuri.indexer.LanguageIdentifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Shares a text out among its scripts, names the language of each script that has only one, and asks a statistical
 * model about the others.
 */
public final class ScriptFirstIdentifier implements LanguageIdentifier {

    /** Code units of a long text that are looked at: enough for certainty, and constant cost. */
    private static final int SAMPLE = 1_200;

    private static final int SAMPLE_WINDOWS = 3;

    /** Guesses less likely than this are left out. */
    private static final double MIN_PROBABILITY = 0.02;

    private final Map<Integer, ScriptLanguages> byScript = LanguageTables.byScript();

    /** Loads the statistical model now rather than at first use. */
    public static void load() {
        LanguageTables.load();
    }

    @Override
    public String identify(String text) {
        List<LanguageGuess> guesses = guesses(text);
        return guesses.isEmpty() ? UNKNOWN : guesses.getFirst().lang();
    }

    @Override
    public List<LanguageGuess> guesses(String text) {
        LetterProfile profile = LetterProfile.of(sample(text));
        Map<String, Double> probabilities = new TreeMap<>();
        CjkLanguages.add(profile, probabilities);
        for (int script : profile.scripts()) {
            double share = (double) profile.weight(script) / profile.total();
            if (!CjkLanguages.covers(script)) {
                ScriptLanguages languages = byScript.get(script);
                if (languages != null) {
                    languages.add(profile.letters(script), share, probabilities);
                }
            }
        }
        return ranked(probabilities);
    }

    private static List<LanguageGuess> ranked(Map<String, Double> probabilities) {
        List<LanguageGuess> guesses = new ArrayList<>();
        probabilities.forEach((lang, p) -> {
            if (p >= MIN_PROBABILITY) {
                guesses.add(new LanguageGuess(lang, Math.min(1, p)));
            }
        });
        guesses.sort(Comparator.comparingDouble(LanguageGuess::probability).reversed());
        return guesses;
    }

    /** The text itself, or windows from its beginning, middle and end. */
    private static CharSequence sample(String text) {
        if (text.length() <= SAMPLE) {
            return text;
        }
        int window = SAMPLE / SAMPLE_WINDOWS;
        int step = (text.length() - window) / (SAMPLE_WINDOWS - 1);
        StringBuilder sample = new StringBuilder(SAMPLE + SAMPLE_WINDOWS);
        for (int i = 0; i < SAMPLE_WINDOWS; i++) {
            sample.append(text, i * step, i * step + window).append(' ');
        }
        return sample;
    }
}
