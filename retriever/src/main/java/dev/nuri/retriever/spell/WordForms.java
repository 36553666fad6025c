package dev.nuri.retriever.spell;

import static java.util.Map.entry;

import dev.nuri.retriever.query.QueryField;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.CatalanStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.HungarianStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.RomanianStemmer;
import org.tartarus.snowball.ext.RussianStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;

/**
 * Tells forms of one word from different words, in the languages a query may be in. Analyzers stem lightly, so that an
 * index can hold "checks" and not know "checked", which nobody has misspelled. For one query.
 */
final class WordForms {

    private static final Map<String, Supplier<SnowballStemmer>> BY_KEY = Map.ofEntries(
            entry("ca", CatalanStemmer::new),
            entry("da", DanishStemmer::new),
            entry("de", GermanStemmer::new),
            entry("en", EnglishStemmer::new),
            entry("es", SpanishStemmer::new),
            entry("fi", FinnishStemmer::new),
            entry("fr", FrenchStemmer::new),
            entry("hu", HungarianStemmer::new),
            entry("it", ItalianStemmer::new),
            entry("nl", DutchStemmer::new),
            entry("no", NorwegianStemmer::new),
            entry("pt", PortugueseStemmer::new),
            entry("ro", RomanianStemmer::new),
            entry("ru", RussianStemmer::new),
            entry("sv", SwedishStemmer::new));

    private final List<SnowballStemmer> stemmers;

    WordForms(UnderstoodQuery query) {
        stemmers = query.fields().stream()
                .map(QueryField::key)
                .filter(Objects::nonNull)
                .map(BY_KEY::get)
                .filter(Objects::nonNull)
                .map(Supplier::get)
                .toList();
    }

    /** Whether two different words are forms of one in any of the languages. */
    boolean same(String a, String b) {
        return stemmers.stream().anyMatch(stemmer -> stem(stemmer, a).equals(stem(stemmer, b)));
    }

    private static String stem(SnowballStemmer stemmer, String word) {
        stemmer.setCurrent(word);
        stemmer.stem();
        return stemmer.getCurrent();
    }
}
