package dev.nuri.indexer;

import com.ibm.icu.util.VersionInfo;
import dev.nuri.indexer.analysis.AnalyzerCatalogue;
import dev.nuri.indexer.analysis.LendingAnalyzer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.DelegatingAnalyzerWrapper;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.util.Version;

/**
 * Turns text into terms, the same way for passages and queries: one analyzer per language and a neutral one that finds
 * across wrong guesses of the language. Thread-safe; an analyzer and its dictionaries load when first asked for.
 */
public final class LanguageAnalyzers {

    /** Languages analyzed as another: close relatives that short texts do not tell apart, and old codes. */
    private static final Map<String, String> SHARED = Map.ofEntries(
            Map.entry("bs", "sr"),
            Map.entry("hr", "sr"),
            Map.entry("in", "id"),
            Map.entry("ms", "id"),
            Map.entry("nb", "no"),
            Map.entry("nn", "no"),
            Map.entry("sh", "sr"),
            Map.entry("yue", "zh"));

    private static final LanguageAnalyzers STANDARD = new LanguageAnalyzers();

    private final Map<String, Analyzer> loaded = new ConcurrentHashMap<>();
    private final Analyzer neutral = new LendingAnalyzer(AnalyzerCatalogue.neutral());
    private final Analyzer perField = new ByField();

    private LanguageAnalyzers() {}

    /** The analyzers of this version, one set per process. */
    public static LanguageAnalyzers standard() {
        return STANDARD;
    }

    /**
     * The analyzer of a key.
     *
     * @param key one of {@link #keys()}
     */
    public Analyzer forKey(String key) {
        if (!AnalyzerCatalogue.BY_KEY.containsKey(key)) {
            throw new IllegalArgumentException("analyzer key must be one of " + keys() + ", got " + key);
        }
        return loaded.computeIfAbsent(
                key, k -> new LendingAnalyzer(AnalyzerCatalogue.BY_KEY.get(k).get()));
    }

    /**
     * The key of the analyzer for a language.
     *
     * @param lang BCP 47 tag; only its language part counts
     * @return null when the language has no analyzer of its own and is left to the neutral field
     */
    public String keyOf(String lang) {
        int dash = lang.indexOf('-');
        String language = (dash < 0 ? lang : lang.substring(0, dash)).toLowerCase(Locale.ROOT);
        String key = SHARED.getOrDefault(language, language);
        return AnalyzerCatalogue.BY_KEY.containsKey(key) ? key : null;
    }

    /** Every key, in alphabetical order. */
    public Set<String> keys() {
        return new TreeSet<>(AnalyzerCatalogue.BY_KEY.keySet());
    }

    /** The analyzer of the language-neutral fields. */
    public Analyzer neutral() {
        return neutral;
    }

    /** Analyzes each text field of {@link IndexSchema} as it should be. */
    public Analyzer perField() {
        return perField;
    }

    /** Changes whenever the terms of some text may change: an index made under another one must be rebuilt. */
    public String fingerprint() {
        return "nuri-" + AnalyzerCatalogue.REVISION + " lucene-" + Version.LATEST + " icu-" + VersionInfo.ICU_VERSION;
    }

    /** The terms {@code analyzer} makes of {@code text}, in order, repeats included. */
    public List<String> terms(Analyzer analyzer, String text) {
        return terms(analyzer, IndexSchema.BODY, text);
    }

    static List<String> terms(Analyzer analyzer, String field, String text) {
        List<String> terms = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream(field, text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                terms.add(term.toString());
            }
            stream.end();
        } catch (IOException e) {
            throw new UncheckedIOException("analysis of a text in memory reads no file", e);
        }
        return terms;
    }

    private Analyzer forField(String field) {
        int underscore = field.indexOf('_');
        String key = underscore < 0 ? "" : field.substring(underscore + 1);
        boolean text = field.equals(IndexSchema.body(key)) || field.equals(IndexSchema.title(key));
        return text && AnalyzerCatalogue.BY_KEY.containsKey(key) ? forKey(key) : neutral;
    }

    private final class ByField extends DelegatingAnalyzerWrapper {

        ByField() {
            super(PER_FIELD_REUSE_STRATEGY);
        }

        @Override
        protected Analyzer getWrappedAnalyzer(String field) {
            return forField(field);
        }
    }
}
