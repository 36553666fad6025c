package dev.nuri.generator.citation;

import dev.nuri.indexer.LanguageAnalyzers;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads texts, and remembers those read last: the claims of an answer cite the same sources. Thread-safe. */
final class TextReader {

    private static final int MOST_CHARS = 400_000;

    private record Key(String text, String lang) {}

    private final LanguageAnalyzers analyzers;
    private final Map<String, Tokens> tokens = new ConcurrentHashMap<>();
    private final Map<Key, ReadText> remembered = new LinkedHashMap<>(64, 0.75f, true);
    private int chars;

    TextReader(LanguageAnalyzers analyzers) {
        this.analyzers = analyzers;
    }

    /** Reads a text that will not be read again. */
    ReadText read(String text, String lang) {
        LanguageSigns signs = LanguageSigns.of(lang);
        Tokens cutter = tokens.computeIfAbsent(signs.language(), language -> new Tokens(analyzers, signs));
        return ReadText.of(text, lang, signs, cutter.cut(text));
    }

    /** Reads a text, or remembers it. */
    ReadText remember(String text, String lang) {
        Key key = new Key(text, lang);
        synchronized (remembered) {
            ReadText known = remembered.get(key);
            if (known != null) {
                return known;
            }
        }
        ReadText read = read(text, lang);
        synchronized (remembered) {
            if (remembered.put(key, read) == null) {
                chars += text.length();
            }
            Iterator<Key> oldest = remembered.keySet().iterator();
            while (chars > MOST_CHARS && oldest.hasNext()) {
                chars -= oldest.next().text().length();
                oldest.remove();
            }
        }
        return read;
    }
}
