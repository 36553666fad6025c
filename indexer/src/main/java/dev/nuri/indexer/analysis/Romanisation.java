package dev.nuri.indexer.analysis;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Transliterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Text of any script in unaccented Latin letters, after ICU's transforms. Thread-safe. */
public final class Romanisation {

    private static final Transliterator ANY =
            Transliterator.getInstance("Any-Latin; Latin-ASCII", Transliterator.FORWARD);

    /** Character to pinyin, filled as characters are met: the transform of Han takes most of a millisecond a call. */
    private static final Map<Integer, String> PINYIN = new ConcurrentHashMap<>();

    private Romanisation() {}

    /** The text in Latin letters, Chinese characters in pinyin. */
    public static String of(String text) {
        StringBuilder out = new StringBuilder();
        boolean others = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (UScript.getScript(c) == UScript.HAN) {
                out.append(PINYIN.computeIfAbsent(c, han -> ANY.transliterate(Character.toString(han))));
            } else {
                out.appendCodePoint(c);
                others |= c > 127;
            }
            i += Character.charCount(c);
        }
        return others ? ANY.transliterate(out.toString()) : out.toString();
    }
}
