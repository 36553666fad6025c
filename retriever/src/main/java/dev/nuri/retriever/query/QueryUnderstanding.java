package dev.nuri.retriever.query;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageGuess;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.Names;
import dev.nuri.indexer.Names.Name;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Guesses the language of a query and analyses it for each field worth searching. Thread-safe.
 *
 * <p>A short query is often plausible in several languages, so each gets its field; the language-neutral field is
 * always searched. Words that every language searched drops as stop words are left out there too, unless nothing else
 * is left: a query of stop words alone is searched as it stands.
 */
public final class QueryUnderstanding {

    /** Enough text to tell a language by; what follows would only take time. */
    private static final int GUESS_CHARS = 1_000;

    private final LanguageIdentifier languages;
    private final LanguageAnalyzers analyzers;
    private final LanguageChoice choice;

    public QueryUnderstanding(LanguageIdentifier languages, LanguageAnalyzers analyzers, LanguageChoice choice) {
        this.languages = languages;
        this.analyzers = analyzers;
        this.choice = choice;
    }

    /**
     * Understands a query.
     *
     * @param text the query with its syntax found
     * @param restricted languages that passages are restricted to; empty for any. The query's own language is guessed
     *     all the same
     * @param indexed whether the index holds passages under an analyzer key
     */
    public UnderstoodQuery understand(QueryText text, Set<String> restricted, Predicate<String> indexed) {
        List<LanguageGuess> guesses = languages.guesses(head(text.plain()));
        String lang = guesses.isEmpty()
                ? LanguageIdentifier.UNKNOWN
                : guesses.getFirst().lang();
        List<QueryField> fields = new ArrayList<>();
        weights(guesses, restricted).forEach((key, weight) -> {
            if (indexed.test(key)) {
                fields.add(new QueryField(key, weight, Token.of(analyzers.forKey(key), text.plain())));
            }
        });
        fields.add(new QueryField(null, 1, neutral(text.plain(), fields)));
        return new UnderstoodQuery(text, lang, guesses, fields, names(text.plain(), guesses));
    }

    private static List<Name> names(String text, List<LanguageGuess> guesses) {
        boolean japanese = guesses.stream().anyMatch(guess -> guess.lang().equals("ja"));
        return Names.typed(head(text), japanese);
    }

    private Map<String, Double> weights(List<LanguageGuess> guesses, Set<String> restricted) {
        if (restricted.isEmpty()) {
            return choice.weights(guesses, analyzers::keyOf);
        }
        Map<String, Double> weights = new LinkedHashMap<>();
        for (String lang : restricted) {
            String key = analyzers.keyOf(lang);
            if (key != null && weights.size() < LanguageChoice.MAX_LANGUAGES) {
                weights.put(key, 1.0);
            }
        }
        return weights;
    }

    private List<Token> neutral(String plain, List<QueryField> languageFields) {
        List<Token> all = Token.of(analyzers.neutral(), plain);
        BitSet content = new BitSet(plain.length());
        languageFields.forEach(field -> field.tokens().forEach(token -> content.set(token.start(), token.end())));
        List<Token> kept = all.stream().filter(token -> covers(content, token)).toList();
        return kept.isEmpty() ? all : kept;
    }

    private static boolean covers(BitSet content, Token token) {
        int next = content.nextSetBit(token.start());
        return next >= 0 && next < token.end();
    }

    private static String head(String text) {
        if (text.length() <= GUESS_CHARS) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(GUESS_CHARS - 1));
        return text.substring(0, splits ? GUESS_CHARS - 1 : GUESS_CHARS);
    }
}
