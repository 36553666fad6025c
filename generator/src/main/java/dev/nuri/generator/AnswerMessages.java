package dev.nuri.generator;

import com.ibm.icu.text.LocaleDisplayNames;
import com.ibm.icu.util.ULocale;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Collectors;

/** What an answerer says in its own words, in the asker's language; in English where there is no translation. */
final class AnswerMessages {

    private static final String BUNDLE = "dev.nuri.generator.messages";
    private static final ResourceBundle.Control NO_DEFAULT_LOCALE =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final ULocale locale;
    private final ResourceBundle bundle;

    private AnswerMessages(ULocale locale, ResourceBundle bundle) {
        this.locale = locale;
        this.bundle = bundle;
    }

    /**
     * The messages of a language.
     *
     * @param lang BCP 47 tag; Chinese is told apart by script, {@code zh} and {@code zh-CN} being simplified
     */
    static AnswerMessages in(String lang) {
        ULocale full = ULocale.addLikelySubtags(ULocale.forLanguageTag(lang));
        Locale wanted = new Locale.Builder()
                .setLanguage(full.getLanguage())
                .setScript(full.getLanguage().equals("zh") ? full.getScript() : "")
                .build();
        ResourceBundle bundle = ResourceBundle.getBundle(BUNDLE, wanted, NO_DEFAULT_LOCALE);
        boolean translated = !bundle.getLocale().equals(Locale.ROOT);
        return new AnswerMessages(translated ? ULocale.forLocale(wanted) : ULocale.ENGLISH, bundle);
    }

    /** Language the messages are in, as a BCP 47 tag. */
    String lang() {
        return locale.toLanguageTag();
    }

    /**
     * The sentence of an abstention.
     *
     * @param reason as in {@link Answer.Abstained#reason()}
     * @param languages languages of the nearest passages
     */
    String abstention(String reason, List<String> languages) {
        String names = languages.stream().map(this::nameOf).collect(Collectors.joining(text("list_separator")));
        return text(reason).replace("{0}", names);
    }

    /** The note that a quote's source is in another language. */
    String sourceLanguage(String lang) {
        return text("source_language").replace("{0}", nameOf(lang));
    }

    /**
     * The sentence that something is not answered or shown.
     *
     * @param category of the finding, as in {@link Guardrail.Verdict.Block#category()}
     */
    String refusal(String category) {
        GuardCategory.Group group =
                GuardCategory.of(category).map(GuardCategory::group).orElse(GuardCategory.Group.OTHER);
        return text("refused_" + group.name().toLowerCase(Locale.ROOT));
    }

    private String text(String key) {
        return bundle.getString(key);
    }

    private String nameOf(String lang) {
        return LocaleDisplayNames.getInstance(locale).localeDisplayName(ULocale.forLanguageTag(lang));
    }
}
