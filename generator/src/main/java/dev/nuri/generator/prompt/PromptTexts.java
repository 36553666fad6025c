package dev.nuri.generator.prompt;

import com.ibm.icu.text.LocaleDisplayNames;
import com.ibm.icu.util.ULocale;
import dev.nuri.indexer.LanguageIdentifier;
import java.util.Locale;
import java.util.ResourceBundle;

/** What a model is told in words: in the language it is to write, or in English naming that language. */
final class PromptTexts {

    private static final String BUNDLE = "dev.nuri.generator.prompt.prompt";
    private static final ResourceBundle.Control NO_DEFAULT_LOCALE =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final ULocale own;
    private final String wanted;
    private final ResourceBundle bundle;

    private PromptTexts(ULocale own, String wanted, ResourceBundle bundle) {
        this.own = own;
        this.wanted = wanted;
        this.bundle = bundle;
    }

    /**
     * The texts for an answer in a language.
     *
     * @param lang BCP 47 tag; for {@code und} the model is told to write in the question's
     */
    static PromptTexts in(String lang) {
        ULocale full = ULocale.addLikelySubtags(ULocale.forLanguageTag(lang));
        Locale locale = new Locale.Builder()
                .setLanguage(lang.equals(LanguageIdentifier.UNKNOWN) ? "" : full.getLanguage())
                .setScript(full.getLanguage().equals("zh") ? full.getScript() : "")
                .build();
        ResourceBundle bundle = ResourceBundle.getBundle(BUNDLE, locale, NO_DEFAULT_LOCALE);
        boolean translated = !bundle.getLocale().equals(Locale.ROOT);
        return new PromptTexts(translated ? ULocale.forLocale(locale) : ULocale.ENGLISH, lang, bundle);
    }

    /** What the model is to do with the passages. */
    String task(String marker) {
        return bundle.getString("task").replace("{language}", language()).replace("{marker}", marker);
    }

    /** How the question is introduced. */
    String question() {
        return bundle.getString("question");
    }

    private String language() {
        return wanted.equals(LanguageIdentifier.UNKNOWN)
                ? bundle.getString("unknown_language")
                : LocaleDisplayNames.getInstance(own).localeDisplayName(ULocale.forLanguageTag(wanted));
    }
}
