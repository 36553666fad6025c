package dev.nuri.indexer.analysis;

import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Transliterator;
import java.io.IOException;
import java.io.Reader;
import org.apache.lucene.analysis.CharFilter;

/**
 * Replaces traditional Chinese characters by their simplified forms before tokenization, after ICU's
 * Traditional-Simplified transform. One UTF-16 code unit always becomes one, so offsets stand as they are.
 */
final class SimplifyingCharFilter extends CharFilter {

    SimplifyingCharFilter(Reader input) {
        super(input);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
        int read = input.read(buffer, offset, length);
        for (int i = offset; i < offset + read; i++) {
            buffer[i] = Table.SIMPLIFIED[buffer[i]];
        }
        return read;
    }

    /** The simplified form of a code unit, itself where there is none. */
    static char simplified(char c) {
        return Table.SIMPLIFIED[c];
    }

    @Override
    protected int correct(int currentOff) {
        return currentOff;
    }

    /** Built at first use. */
    private static final class Table {

        /** char[65536]: the simplified form of each code unit, itself where there is none. */
        static final char[] SIMPLIFIED = build();

        private static char[] build() {
            Transliterator simplify = Transliterator.getInstance("Traditional-Simplified");
            char[] table = new char[Character.MAX_VALUE + 1];
            for (int i = 0; i < table.length; i++) {
                table[i] = (char) i;
                if (UScript.getScript(i) == UScript.HAN) {
                    String simplified = simplify.transliterate(String.valueOf((char) i));
                    if (simplified.length() == 1) {
                        table[i] = simplified.charAt(0);
                    }
                }
            }
            return table;
        }
    }
}
