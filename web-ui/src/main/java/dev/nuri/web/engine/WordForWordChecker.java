package dev.nuri.web.engine;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import dev.nuri.generator.Claim;
import dev.nuri.generator.ClaimChecker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes a claim for borne out only when nearly all its words, and every word with a digit, stand in what it cites: it knows
 * no paraphrase and no other language, so that it lets little pass, and nothing that says less or more than the words do.
 */
final class WordForWordChecker implements ClaimChecker {

    private static final Normalizer2 FOLDING = Normalizer2.getNFKCCasefoldInstance();
    private static final double SUPPORTED = 0.85;
    private static final double PARTIAL = 0.7;

    @Override
    public Check check(String claim, String lang, List<Source> sources) {
        Set<String> found = new HashSet<>();
        sources.forEach(source -> found.addAll(words(source.text(), source.lang())));
        List<String> wanted = words(claim, lang);
        List<String> missing =
                wanted.stream().filter(word -> !found.contains(word)).distinct().toList();
        boolean number = missing.stream().anyMatch(WordForWordChecker::hasDigit);
        double covered = wanted.isEmpty()
                ? 0
                : (double) wanted.stream().filter(found::contains).count() / wanted.size();
        Claim.Support support = number || covered < PARTIAL
                ? Claim.Support.UNSUPPORTED
                : covered < SUPPORTED ? Claim.Support.PARTIAL : Claim.Support.SUPPORTED;
        String reason = support == Claim.Support.SUPPORTED
                ? ""
                : "not in the source: " + missing.stream().limit(5).collect(Collectors.joining(", "));
        return new Check(support, covered, reason, false);
    }

    private static boolean hasDigit(String word) {
        return word.codePoints().anyMatch(Character::isDigit);
    }

    private static List<String> words(String text, String lang) {
        String folded = FOLDING.normalize(text);
        BreakIterator breaks = BreakIterator.getWordInstance(ULocale.forLanguageTag(lang));
        breaks.setText(folded);
        List<String> words = new ArrayList<>();
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
            if (breaks.getRuleStatus() != BreakIterator.WORD_NONE) {
                words.add(folded.substring(start, end));
            }
        }
        return words;
    }
}
