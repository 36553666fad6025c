package dev.nuri.generator.extractive;

import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.LanguageAnalyzers;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;

/** A question as sentences are compared with it: analysed once per language of the passages. One thread. */
final class Query {

    private final String text;
    private final String borrowed;
    private final String folded;
    private final LanguageAnalyzers analyzers;
    private final TermStatistics statistics;
    private final QuestionForms forms;
    private final AnswerType type;
    private final Set<String> words;
    private final Set<String> numbers;
    private final Set<String> names;
    private final NgramMatcher ngrams;
    private final QuestionTerms neutral;
    private final PrefixMatcher prefixes;
    private final Map<String, QuestionTerms> byKey = new HashMap<>();
    private final Map<String, Double> rarity = new HashMap<>();

    /**
     * Analyses a question.
     *
     * @param borrowed the question it follows up, empty when it stands alone
     * @param languages languages it may be in, the likeliest first
     */
    Query(
            String text,
            String borrowed,
            List<String> languages,
            LanguageAnalyzers analyzers,
            TermStatistics statistics) {
        this.text = text;
        this.borrowed = borrowed;
        this.analyzers = analyzers;
        this.statistics = statistics;
        folded = Folding.fold(text);
        words = new HashSet<>(analyzers.terms(analyzers.neutral(), folded));
        forms = askingForms(languages);
        type = forms.typeOf(folded);
        numbers = AnswerSigns.numbers(folded);
        names = AnswerSigns.names(text);
        ngrams = new NgramMatcher(folded);
        neutral = terms(analyzers.neutral(), IndexSchema.BODY);
        prefixes = new PrefixMatcher(neutral);
    }

    /** The forms of the first language one of whose question words is there; of the likeliest when none is. */
    private QuestionForms askingForms(List<String> languages) {
        for (String language : languages) {
            QuestionForms candidate = QuestionForms.of(language);
            if (candidate.typeOf(folded) != AnswerType.ANY || asks(candidate)) {
                return candidate;
            }
        }
        return QuestionForms.of(languages.isEmpty() ? "und" : languages.getFirst());
    }

    private boolean asks(QuestionForms candidate) {
        return words.stream().anyMatch(candidate::asksWith);
    }

    private QuestionTerms terms(Analyzer analyzer, String field) {
        return QuestionTerms.of(
                analyzers.terms(analyzer, text),
                analyzers.terms(analyzer, borrowed),
                Set.copyOf(analyzers.terms(analyzer, forms.words())),
                term -> statistics.idf(field, term));
    }

    /** The question's terms as passages of a language see them. */
    QuestionTerms termsFor(String lang) {
        String key = analyzers.keyOf(lang);
        return key == null ? neutral : byKey.computeIfAbsent(key, k -> terms(analyzers.forKey(k), IndexSchema.body(k)));
    }

    /** The terms of a text as passages of a language have them. */
    List<String> analyse(String passageText, String lang) {
        String key = analyzers.keyOf(lang);
        return analyzers.terms(key == null ? analyzers.neutral() : analyzers.forKey(key), passageText);
    }

    /** The terms of a text under the language-neutral analyzer. */
    List<String> analyseNeutrally(String passageText) {
        return analyzers.terms(analyzers.neutral(), passageText);
    }

    /** As asked. */
    String text() {
        return text;
    }

    /** The forms of the language it seems to be in. */
    QuestionForms forms() {
        return forms;
    }

    /** Its folding. */
    String folded() {
        return folded;
    }

    /** The first question word of its language in it, else the type of answer asked for. */
    String askingWord() {
        return analyzers.terms(analyzers.neutral(), folded).stream()
                .filter(forms::asksWith)
                .findFirst()
                .orElse(type.key());
    }

    /** How rare a term of the neutral analyzer is. */
    double idf(String term) {
        return rarity.computeIfAbsent(term, t -> statistics.idf(IndexSchema.BODY, t));
    }

    QuestionTerms neutral() {
        return neutral;
    }

    PrefixMatcher prefixes() {
        return prefixes;
    }

    NgramMatcher ngrams() {
        return ngrams;
    }

    AnswerType type() {
        return type;
    }

    /** Every word of the question, folded. */
    Set<String> words() {
        return words;
    }

    /** Its content terms under the neutral analyzer. */
    List<String> terms() {
        return neutral.terms();
    }

    /** Its numbers. */
    Set<String> numbers() {
        return numbers;
    }

    /** Its capitalised words beyond the first, folded. */
    Set<String> names() {
        return names;
    }
}
