package dev.nuri.generator.eval;

import dev.nuri.generator.extractive.ShownText;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How near a text comes to accepted answers: exact match and F1 after SQuAD's normalisation (small letters, no
 * punctuation, no English articles, single spaces; Rajpurkar et al., EMNLP 2016). In languages whose words are not set
 * apart, or carry particles, F1 counts characters as KorQuAD's does.
 */
final class AnswerOverlap {

    private static final Set<String> BY_CHARACTER = Set.of("ko", "ja", "zh", "th");
    private static final Pattern ARTICLES = Pattern.compile("\\b(?:a|an|the)\\b");
    private static final Pattern PUNCTUATION = Pattern.compile("[\\p{P}\\p{S}]+");
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Z}]+");

    private final boolean byCharacter;
    private final boolean articles;

    /** @param lang BCP 47 tag of the question */
    AnswerOverlap(String lang) {
        String base = Locale.forLanguageTag(lang).getLanguage();
        byCharacter = BY_CHARACTER.contains(base);
        articles = base.equals("en");
    }

    /** Whether a text holds one of the answers, white space and reference numbers aside. */
    static boolean holds(String text, List<String> answers) {
        String shown = shown(text);
        return answers.stream().map(AnswerOverlap::shown).anyMatch(a -> !a.isEmpty() && shown.contains(a));
    }

    private static String shown(String text) {
        return ShownText.of(Normalizer.normalize(text, Normalizer.Form.NFC));
    }

    /** 1 when a text is one of the answers, else 0. */
    double exact(String text, List<String> answers) {
        String given = normal(text);
        return answers.stream().map(this::normal).anyMatch(given::equals) ? 1 : 0;
    }

    /** The best F1 against one of the answers, in [0, 1]. */
    double f1(String text, List<String> answers) {
        return answers.stream().mapToDouble(answer -> f1(text, answer)).max().orElse(0);
    }

    private double f1(String text, String answer) {
        List<String> given = units(text);
        List<String> wanted = units(answer);
        Map<String, Integer> left = new HashMap<>();
        wanted.forEach(unit -> left.merge(unit, 1, Integer::sum));
        int shared = 0;
        for (String unit : given) {
            if (left.merge(unit, -1, Integer::sum) >= 0) {
                shared++;
            }
        }
        return shared == 0 ? 0 : 2.0 * shared / (given.size() + wanted.size());
    }

    private List<String> units(String text) {
        String normal = normal(text);
        List<String> units = new ArrayList<>();
        if (byCharacter) {
            normal.codePoints().filter(c -> c != ' ').forEach(c -> units.add(Character.toString(c)));
        } else {
            SPACES.splitAsStream(normal).filter(unit -> !unit.isEmpty()).forEach(units::add);
        }
        return units;
    }

    private String normal(String text) {
        String small = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        String bare = PUNCTUATION.matcher(small).replaceAll(byCharacter ? "" : " ");
        String without = articles ? ARTICLES.matcher(bare).replaceAll(" ") : bare;
        return SPACES.matcher(without).replaceAll(" ").strip();
    }
}
