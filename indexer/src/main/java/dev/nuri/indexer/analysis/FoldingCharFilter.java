package dev.nuri.indexer.analysis;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.Transliterator;
import java.io.IOException;
import java.io.Reader;
import org.apache.lucene.analysis.CharFilter;

/**
 * Replaces single UTF-16 code units by others before tokenization: traditional Chinese characters by their simplified
 * forms, full-width forms by ordinary ones. One unit always becomes one unit, so offsets stand as they are.
 */
final class FoldingCharFilter extends CharFilter {

    private final char[] table;

    private FoldingCharFilter(Reader input, char[] table) {
        super(input);
        this.table = table;
    }

    /** Folds width, and traditional Chinese to simplified, after ICU's Traditional-Simplified transform. */
    static Reader han(Reader input) {
        return new FoldingCharFilter(input, HanTable.TABLE);
    }

    /** Folds width only: full-width Latin letters, digits and signs, and half-width katakana without a mark. */
    static Reader width(Reader input) {
        return new FoldingCharFilter(input, WidthTable.TABLE);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int read = input.read(buffer, offset, length);
        for (int i = offset; i < offset + read; i++) {
            buffer[i] = table[buffer[i]];
        }
        return read;
    }

    @Override
    protected int correct(int currentOff) {
        return currentOff;
    }

    /** The simplified form of {@code c}, or {@code c} itself. */
    static char simplified(char c) {
        return HanTable.TABLE[c];
    }

    private static char[] identity() {
        char[] table = new char[Character.MAX_VALUE + 1];
        for (int i = 0; i < table.length; i++) {
            table[i] = (char) i;
        }
        return table;
    }

    /** Replaces each code unit of {@code table} by its compatibility form where that is a single unit. */
    private static char[] foldWidth(char[] table) {
        Normalizer2 nfkc = Normalizer2.getNFKCInstance();
        for (int i = 0; i < table.length; i++) {
            int width = UCharacter.getIntPropertyValue(i, UProperty.EAST_ASIAN_WIDTH);
            if (width == UCharacter.EastAsianWidth.FULLWIDTH || width == UCharacter.EastAsianWidth.HALFWIDTH) {
                String folded = nfkc.normalize(String.valueOf((char) i));
                if (folded.length() == 1) {
                    table[i] = folded.charAt(0);
                }
            }
        }
        return table;
    }

    private static final class WidthTable {
        static final char[] TABLE = foldWidth(identity());
    }

    private static final class HanTable {
        static final char[] TABLE = foldHan(foldWidth(identity()));

        private static char[] foldHan(char[] table) {
            Transliterator simplify = Transliterator.getInstance("Traditional-Simplified");
            for (int i = 0; i < table.length; i++) {
                if (UScript.getScript(i) == UScript.HAN) {
                    String folded = simplify.transliterate(String.valueOf((char) i));
                    if (folded.length() == 1) {
                        table[i] = folded.charAt(0);
                    }
                }
            }
            return table;
        }
    }
}
