package dev.nuri.indexer.analysis;

import static java.util.Map.entry;

import com.ibm.icu.text.Normalizer2;
import java.io.Reader;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.bg.BulgarianAnalyzer;
import org.apache.lucene.analysis.bn.BengaliAnalyzer;
import org.apache.lucene.analysis.ca.CatalanAnalyzer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthCharFilter;
import org.apache.lucene.analysis.ckb.SoraniAnalyzer;
import org.apache.lucene.analysis.cz.CzechAnalyzer;
import org.apache.lucene.analysis.da.DanishAnalyzer;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.el.GreekAnalyzer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
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
import org.apache.lucene.analysis.hy.ArmenianAnalyzer;
import org.apache.lucene.analysis.icu.ICUFoldingFilter;
import org.apache.lucene.analysis.icu.ICUNormalizer2Filter;
import org.apache.lucene.analysis.icu.segmentation.DefaultICUTokenizerConfig;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.id.IndonesianAnalyzer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.ja.JapaneseAnalyzer;
import org.apache.lucene.analysis.ja.JapaneseBaseFormFilter;
import org.apache.lucene.analysis.ja.JapaneseKatakanaStemFilter;
import org.apache.lucene.analysis.ja.JapanesePartOfSpeechStopFilter;
import org.apache.lucene.analysis.ja.JapaneseTokenizer;
import org.apache.lucene.analysis.ko.KoreanPartOfSpeechStopFilter;
import org.apache.lucene.analysis.ko.KoreanReadingFormFilter;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.lt.LithuanianAnalyzer;
import org.apache.lucene.analysis.lv.LatvianAnalyzer;
import org.apache.lucene.analysis.ne.NepaliAnalyzer;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.no.NorwegianAnalyzer;
import org.apache.lucene.analysis.pl.PolishAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.ro.RomanianAnalyzer;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.sr.SerbianAnalyzer;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.sv.SwedishAnalyzer;
import org.apache.lucene.analysis.ta.TamilAnalyzer;
import org.apache.lucene.analysis.te.TeluguAnalyzer;
import org.apache.lucene.analysis.tr.TurkishAnalyzer;
import org.apache.lucene.analysis.uk.UkrainianMorfologikAnalyzer;

/** How each language is analyzed. Every supplier makes a new analyzer; dictionaries load when one is first used. */
public final class AnalyzerCatalogue {

    /** Raised whenever an analyzer here changes what terms it yields. */
    public static final int REVISION = 1;

    /** Analyzer key to analyzer. */
    public static final Map<String, Supplier<Analyzer>> BY_KEY = Map.ofEntries(
            entry("ar", ArabicAnalyzer::new),
            entry("bg", BulgarianAnalyzer::new),
            entry("bn", BengaliAnalyzer::new),
            entry("ca", CatalanAnalyzer::new),
            entry("ckb", SoraniAnalyzer::new),
            entry("cs", CzechAnalyzer::new),
            entry("da", DanishAnalyzer::new),
            entry("de", GermanAnalyzer::new),
            entry("el", GreekAnalyzer::new),
            entry("en", AnalyzerCatalogue::english),
            entry("es", SpanishAnalyzer::new),
            entry("et", EstonianAnalyzer::new),
            entry("eu", BasqueAnalyzer::new),
            entry("fa", PersianAnalyzer::new),
            entry("fi", FinnishAnalyzer::new),
            entry("fr", FrenchAnalyzer::new),
            entry("ga", IrishAnalyzer::new),
            entry("gl", GalicianAnalyzer::new),
            entry("hi", HindiAnalyzer::new),
            entry("hu", HungarianAnalyzer::new),
            entry("hy", ArmenianAnalyzer::new),
            entry("id", IndonesianAnalyzer::new),
            entry("it", ItalianAnalyzer::new),
            entry("ja", AnalyzerCatalogue::japanese),
            entry("ko", AnalyzerCatalogue::korean),
            entry("lt", LithuanianAnalyzer::new),
            entry("lv", LatvianAnalyzer::new),
            entry("ne", NepaliAnalyzer::new),
            entry("nl", DutchAnalyzer::new),
            entry("no", NorwegianAnalyzer::new),
            entry("pl", PolishAnalyzer::new),
            entry("pt", PortugueseAnalyzer::new),
            entry("ro", RomanianAnalyzer::new),
            entry("ru", RussianAnalyzer::new),
            entry("sr", SerbianAnalyzer::new),
            entry("sv", SwedishAnalyzer::new),
            entry("ta", TamilAnalyzer::new),
            entry("te", TeluguAnalyzer::new),
            entry("th", AnalyzerCatalogue::thai),
            entry("tr", TurkishAnalyzer::new),
            entry("uk", UkrainianMorfologikAnalyzer::new),
            entry("vi", AnalyzerCatalogue::vietnamese),
            entry("zh", AnalyzerCatalogue::chinese));

    private AnalyzerCatalogue() {}

    /**
     * The analyzer of the language-neutral field: ICU words with case, width, diacritics and Chinese variants folded;
     * Chinese, Japanese and Korean as overlapping pairs of characters.
     */
    public static Analyzer neutral() {
        return chain(
                AnalyzerCatalogue::simplified,
                () -> new ICUTokenizer(new DefaultICUTokenizerConfig(false, true)),
                words -> new ICUFoldingFilter(new CJKBigramFilter(words)));
    }

    private static Analyzer korean() {
        return chain(
                CJKWidthCharFilter::new,
                () -> new KoreanTokenizer(
                        TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY,
                        null,
                        KoreanTokenizer.DecompoundMode.DISCARD,
                        false),
                words -> new LowerCaseFilter(new KoreanReadingFormFilter(new KoreanPartOfSpeechStopFilter(words))));
    }

    private static Analyzer japanese() {
        return chain(
                CJKWidthCharFilter::new,
                () -> new JapaneseTokenizer(null, true, JapaneseTokenizer.Mode.SEARCH),
                words -> new LowerCaseFilter(new JapaneseKatakanaStemFilter(new JapanesePartOfSpeechStopFilter(
                        new JapaneseBaseFormFilter(words), JapaneseAnalyzer.getDefaultStopTags()))));
    }

    /** ICU's dictionary words of simplified text: ahead of smartcn on both kinds of Chinese, with no heap of its own. */
    private static Analyzer chinese() {
        return chain(AnalyzerCatalogue::simplified, ICUTokenizer::new, AnalyzerCatalogue::caseFolded);
    }

    private static Analyzer thai() {
        return chain(UnaryOperator.identity(), ICUTokenizer::new, AnalyzerCatalogue::caseFolded);
    }

    /** Stems to words that exist, which keeps apart what Porter's rules run together. */
    private static Analyzer english() {
        return chain(
                UnaryOperator.identity(),
                StandardTokenizer::new,
                words -> new KStemFilter(new StopFilter(
                        new LowerCaseFilter(new EnglishPossessiveFilter(words)), EnglishAnalyzer.getDefaultStopSet())));
    }

    /** Syllables with their diacritics, which tell words apart. */
    private static Analyzer vietnamese() {
        return chain(UnaryOperator.identity(), ICUTokenizer::new, AnalyzerCatalogue::caseFolded);
    }

    private static Reader simplified(Reader text) {
        return new SimplifyingCharFilter(new CJKWidthCharFilter(text));
    }

    private static TokenStream caseFolded(TokenStream words) {
        return new ICUNormalizer2Filter(words, Normalizer2.getNFKCCasefoldInstance());
    }

    private static Analyzer chain(
            UnaryOperator<Reader> characters, Supplier<Tokenizer> tokenizer, UnaryOperator<TokenStream> filters) {
        return new ChainAnalyzer(characters, tokenizer, filters);
    }
}
