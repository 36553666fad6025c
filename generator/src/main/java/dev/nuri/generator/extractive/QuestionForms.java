package dev.nuri.generator.extractive;

import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * How a language asks and answers: its question words, the patterns of each {@link AnswerType} in a question, the signs
 * of each in a sentence, copulas, and words that refer back to the sentence before.
 *
 * <p>Read from {@code forms/LANG.properties}; a language is added by adding a file. Keys: {@code words}, a type's name
 * (pattern of the question), a type's name with {@code .in} (pattern of a sentence that may answer), {@code copula},
 * {@code back}. Patterns are compared after {@link Folding}; where the language writes spaces they match whole words.
 */
final class QuestionForms {

    /** Languages whose words are not set apart by spaces, or take particles: patterns match anywhere. */
    private static final Set<String> UNSPACED = Set.of("ko", "ja", "zh", "th");

    private static final String WORD = "[\\p{L}\\p{N}]";
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final Pattern NEVER = Pattern.compile("(?!)");
    /** Languages that have forms. */
    static final List<String> LANGUAGES = List.of(
            "ar", "bn", "de", "el", "en", "es", "fa", "fi", "fr", "hi", "id", "it", "ja", "ko", "pl", "pt", "ru", "sw",
            "th", "tr", "vi", "zh");

    private static final Map<String, QuestionForms> LOADED = new ConcurrentHashMap<>();

    private final String words;
    private final Set<String> foldedWords;
    private final Map<AnswerType, Pattern> asked = new EnumMap<>(AnswerType.class);
    private final Map<AnswerType, Pattern> signs = new EnumMap<>(AnswerType.class);
    private final Pattern copula;
    private final Pattern back;

    private QuestionForms(Properties forms, boolean spaced) {
        words = forms.getProperty("words", "");
        foldedWords = Set.copyOf(SPACES.splitAsStream(Folding.fold(words)).toList());
        for (AnswerType type : AnswerType.values()) {
            asked.put(type, pattern(forms.getProperty(type.key()), spaced));
            signs.put(type, pattern(forms.getProperty(type.key() + ".in"), spaced));
        }
        copula = pattern(forms.getProperty("copula"), spaced);
        back = pattern(forms.getProperty("back"), spaced);
    }

    /** The forms of a language; of one that has none, forms that match nothing. */
    static QuestionForms of(String lang) {
        return LOADED.computeIfAbsent(base(lang), QuestionForms::load);
    }

    /** The language of a tag, without script and region. */
    static String base(String lang) {
        return lang == null ? "und" : new ULocale(lang).getLanguage();
    }

    /** Question words, apart by spaces. */
    String words() {
        return words;
    }

    /** Whether a folded word is a question word of this language. */
    boolean asksWith(String word) {
        return foldedWords.contains(word);
    }

    /** Whether a folded word is a question word of some language. */
    static boolean isQuestionWord(String word) {
        return LANGUAGES.stream().anyMatch(lang -> of(lang).asksWith(word));
    }

    /** What a folded question asks for. */
    AnswerType typeOf(String foldedQuestion) {
        return List.of(AnswerType.values()).stream()
                .filter(type -> asked.get(type).matcher(foldedQuestion).find())
                .findFirst()
                .orElse(AnswerType.ANY);
    }

    /** Whether a folded sentence shows signs of an answer of this type. */
    boolean shows(AnswerType type, String foldedSentence) {
        return signs.get(type).matcher(foldedSentence).find();
    }

    /** Whether a folded sentence says that something is something. */
    boolean hasCopula(String foldedSentence) {
        return copula.matcher(foldedSentence).find();
    }

    /** Whether a folded sentence begins with a word that needs the sentence before. */
    boolean refersBack(String foldedSentence) {
        return back.matcher(foldedSentence).lookingAt();
    }

    private static QuestionForms load(String lang) {
        Properties forms = new Properties();
        try (InputStream in = QuestionForms.class.getResourceAsStream("forms/" + lang + ".properties")) {
            if (in != null) {
                forms.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new QuestionForms(forms, !UNSPACED.contains(lang));
    }

    private static Pattern pattern(String alternatives, boolean spaced) {
        if (alternatives == null || alternatives.isBlank()) {
            return NEVER;
        }
        String body = "(?:" + Folding.stripMarks(alternatives.strip()) + ")";
        return Pattern.compile(spaced ? "(?<!" + WORD + ")" + body + "(?!" + WORD + ")" : body);
    }
}
