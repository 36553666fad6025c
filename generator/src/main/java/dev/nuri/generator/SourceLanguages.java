package dev.nuri.generator;

import com.ibm.icu.util.ULocale;
import dev.nuri.indexer.LanguageIdentifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps account of the languages an answer quotes. Scripts and regions of one language count as the same. */
final class SourceLanguages {

    private final String queryLang;
    private final Map<String, Integer> shownChars = new LinkedHashMap<>();

    SourceLanguages(String queryLang) {
        this.queryLang = queryLang;
    }

    /**
     * Counts a quote.
     *
     * @return a note in the asker's language at the first quote in another language, else empty
     */
    String note(String lang, int chars) {
        boolean first = shownChars.merge(lang, chars, Integer::sum) == chars;
        return first && foreign(queryLang, lang) ? AnswerMessages.in(queryLang).sourceLanguage(lang) : "";
    }

    /** The language most of the text is in, the first of equals. */
    String main() {
        String main = LanguageIdentifier.UNKNOWN;
        int most = 0;
        for (Map.Entry<String, Integer> shown : shownChars.entrySet()) {
            if (shown.getValue() > most) {
                main = shown.getKey();
                most = shown.getValue();
            }
        }
        return main;
    }

    /** Whether every language is known and another than the question's. */
    static boolean allForeign(String queryLang, List<String> languages) {
        return !languages.isEmpty() && languages.stream().allMatch(lang -> foreign(queryLang, lang));
    }

    private static boolean foreign(String queryLang, String lang) {
        boolean known = !queryLang.equals(LanguageIdentifier.UNKNOWN) && !lang.equals(LanguageIdentifier.UNKNOWN);
        return known && !new ULocale(queryLang).getLanguage().equals(new ULocale(lang).getLanguage());
    }
}
