package dev.nuri.indexer.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.WordlistLoader;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.et.EstonianAnalyzer;
import org.apache.lucene.analysis.eu.BasqueAnalyzer;
import org.apache.lucene.analysis.fa.PersianAnalyzer;
import org.apache.lucene.analysis.fi.FinnishAnalyzer;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.ga.IrishAnalyzer;
import org.apache.lucene.analysis.gl.GalicianAnalyzer;
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hu.HungarianAnalyzer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pl.PolishAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;
import org.apache.lucene.analysis.uk.UkrainianMorfologikAnalyzer;

/**
 * The commonest words of languages, after the stop words of Lucene's analyzers: in a question of a few words one such
 * word says more than its letters do.
 */
final class FunctionWords {

    /** What one word counts for a language that has it. */
    private static final double WORD = 1;

    /** Words looked at; longer texts are told apart by their letters. */
    private static final int MAX_WORDS = 12;

    private static final Map<String, Supplier<CharArraySet>> STOP_WORDS = Map.ofEntries(
            Map.entry("ar", ArabicAnalyzer::getDefaultStopSet),
            Map.entry("bg", BulgarianAnalyzer::getDefaultStopSet),
            Map.entry("ca", CatalanAnalyzer::getDefaultStopSet),
            Map.entry("cs", CzechAnalyzer::getDefaultStopSet),
            Map.entry("da", DanishAnalyzer::getDefaultStopSet),
            Map.entry("de", GermanAnalyzer::getDefaultStopSet),
            Map.entry("en", EnglishAnalyzer::getDefaultStopSet),
            Map.entry("es", SpanishAnalyzer::getDefaultStopSet),
            Map.entry("et", EstonianAnalyzer::getDefaultStopSet),
            Map.entry("eu", BasqueAnalyzer::getDefaultStopSet),
            Map.entry("fa", PersianAnalyzer::getDefaultStopSet),
            Map.entry("fi", FinnishAnalyzer::getDefaultStopSet),
            Map.entry("fr", FrenchAnalyzer::getDefaultStopSet),
            Map.entry("ga", IrishAnalyzer::getDefaultStopSet),
            Map.entry("gl", GalicianAnalyzer::getDefaultStopSet),
            Map.entry("hi", HindiAnalyzer::getDefaultStopSet),
            Map.entry("hu", HungarianAnalyzer::getDefaultStopSet),
            Map.entry("id", IndonesianAnalyzer::getDefaultStopSet),
            Map.entry("it", ItalianAnalyzer::getDefaultStopSet),
            Map.entry("lt", LithuanianAnalyzer::getDefaultStopSet),
            Map.entry("lv", LatvianAnalyzer::getDefaultStopSet),
            Map.entry("nb", NorwegianAnalyzer::getDefaultStopSet),
            Map.entry("nl", DutchAnalyzer::getDefaultStopSet),
            Map.entry("pl", () -> read(PolishAnalyzer.class)),
            Map.entry("pt", PortugueseAnalyzer::getDefaultStopSet),
            Map.entry("ro", RomanianAnalyzer::getDefaultStopSet),
            Map.entry("ru", RussianAnalyzer::getDefaultStopSet),
            Map.entry("sv", SwedishAnalyzer::getDefaultStopSet),
            Map.entry("tr", TurkishAnalyzer::getDefaultStopSet),
            Map.entry("uk", () -> read(UkrainianMorfologikAnalyzer.class)));

    /** Word to the languages that have it, bit i for language i. */
    private final Map<String, Long> languagesByWord = new HashMap<>();

    /**
     * The words of some languages.
     *
     * @param languages BCP 47 tags, at most 64
     */
    FunctionWords(String[] languages) {
        for (int i = 0; i < languages.length; i++) {
            Supplier<CharArraySet> words = STOP_WORDS.get(languages[i]);
            if (words != null) {
                addAll(words.get(), 1L << i);
            }
        }
    }

    /** The list beside an analyzer, read without loading its dictionary. */
    private static CharArraySet read(Class<?> analyzer) {
        try {
            return WordlistLoader.getWordSet(
                    analyzer.getResourceAsStream("stopwords.txt"), StandardCharsets.UTF_8, "#");
        } catch (IOException e) {
            throw new UncheckedIOException("the stop words of " + analyzer.getName() + " cannot be read", e);
        }
    }

    private void addAll(CharArraySet words, long bit) {
        for (Object word : words) {
            languagesByWord.merge(String.valueOf((char[]) word), bit, (a, b) -> a | b);
        }
    }

    /** Adds to each language's score what the first words of {@code text}, parted by spaces, count for it. */
    void weigh(CharSequence text, double[] scores) {
        int start = 0;
        int words = 0;
        for (int i = 0; i < text.length() && words < MAX_WORDS; i++) {
            if (text.charAt(i) == ' ') {
                if (i > start) {
                    add(text.subSequence(start, i).toString(), scores);
                    words++;
                }
                start = i + 1;
            }
        }
    }

    private void add(String word, double[] scores) {
        Long languages = languagesByWord.get(word);
        if (languages != null) {
            for (int i = 0; i < scores.length; i++) {
                scores[i] += (languages >>> i & 1) * WORD;
            }
        }
    }
}
