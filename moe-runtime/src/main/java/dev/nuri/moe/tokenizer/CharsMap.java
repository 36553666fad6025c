package dev.nuri.moe.tokenizer;

import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.format.GgufValue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/**
 * SentencePiece's normalisation table ({@code precompiled_charsmap}): at each place of the text's UTF-8 the longest key
 * is replaced. The table is the size of a double-array trie in bytes, the trie (Aoe 1989, in the 32-bit units of
 * darts-clone), and the replacements, each ended by a zero byte; a key's value is where its replacement begins.
 */
final class CharsMap implements UnaryOperator<String> {
    private static final int MOST_REPLACEMENT = 256;

    private final int[] units;
    private final byte[] replacements;

    private CharsMap(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
    }

    /** The table as GGUF has it. */
    static CharsMap of(GgufValue.Numbers numbers) {
        byte[] bytes = new byte[numbers.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) numbers.integer(i);
        }
        return of(bytes);
    }

    static CharsMap of(byte[] table) {
        ByteBuffer in = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        int size = table.length < 4 ? -1 : in.getInt();
        if (size < 4 || size % 4 != 0 || size > in.remaining()) {
            throw new ModelInputException(
                    "precompiled_charsmap must begin with the size of its trie, a multiple of 4 up" + " to the "
                            + Math.max(0, table.length - 4) + " bytes that follow, is " + size);
        }
        int[] units = new int[size / 4];
        in.asIntBuffer().get(units);
        byte[] replacements = new byte[in.remaining() - size];
        in.get(4 + size, replacements);
        return new CharsMap(units, replacements);
    }

    @Override
    public String apply(String text) {
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int at = 0; at < in.length; ) {
            at = replace(in, at, out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** Writes what stands for the longest key at {@code at}, or one character as it is; returns where to go on. */
    private int replace(byte[] in, int at, ByteArrayOutputStream out) {
        int end = -1;
        int value = 0;
        int node = offset(units[0]);
        for (int i = at; i < in.length; i++) {
            node ^= in[i] & 0xff;
            if (node < 0 || node >= units.length || label(units[node]) != (in[i] & 0xff)) {
                break;
            }
            int unit = units[node];
            node ^= offset(unit);
            if ((unit >>> 8 & 1) == 1 && node >= 0 && node < units.length) {
                end = i + 1;
                value = units[node] & 0x7fffffff;
            }
        }
        if (end < 0) {
            end = at + 1;
            while (end < in.length && (in[end] & 0xc0) == 0x80) {
                end++;
            }
            out.write(in, at, end - at);
            return end;
        }
        for (int i = value; i < replacements.length && replacements[i] != 0; i++) {
            if (i - value == MOST_REPLACEMENT) {
                throw new ModelInputException("precompiled_charsmap must replace by at most " + MOST_REPLACEMENT
                        + " bytes, which what begins at " + value + " exceeds");
            }
            out.write(replacements[i]);
        }
        return end;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >>> 6);
    }

    /** The byte that leads to a unit; above 255 for one that holds a value. */
    private static int label(int unit) {
        return unit & (0x80000000 | 0xff);
    }
}
