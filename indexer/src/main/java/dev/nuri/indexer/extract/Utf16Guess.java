package dev.nuri.indexer.extract;

import java.lang.Character.UnicodeScript;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** Recognises UTF-16 without a byte order mark. */
final class Utf16Guess {

    private static final int SAMPLE_BYTES = 4096;
    private static final int MIN_CHARS = 4;
    private static final double ZERO_SHARE = 0.3;
    private static final double PLAUSIBLE_SHARE = 0.97;
    private static final double CONTROL_SHARE = 0.02;

    private Utf16Guess() {}

    /** The byte order, or null when the bytes are not UTF-16. */
    static Charset of(byte[] bytes) {
        int length = Math.min(bytes.length & ~1, SAMPLE_BYTES);
        if (length < 2 * MIN_CHARS || bytes.length % 2 != 0) {
            return null;
        }
        byte[] sample = Arrays.copyOf(bytes, length);
        double even = zeros(sample, 0) / (length / 2.0);
        double odd = zeros(sample, 1) / (length / 2.0);
        if (even + odd == 0 && controls(sample) < length * CONTROL_SHARE) {
            return null;
        }
        boolean little = (odd > ZERO_SHARE && even < odd / 4) || plausible(sample, StandardCharsets.UTF_16LE);
        boolean big = (even > ZERO_SHARE && odd < even / 4) || plausible(sample, StandardCharsets.UTF_16BE);
        if (little == big) {
            return null;
        }
        Charset charset = little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
        return CharsetGuesser.decode(sample, charset) == null ? null : charset;
    }

    private static int zeros(byte[] sample, int from) {
        int zeros = 0;
        for (int i = from; i < sample.length; i += 2) {
            zeros += sample[i] == 0 ? 1 : 0;
        }
        return zeros;
    }

    private static int controls(byte[] sample) {
        int controls = 0;
        for (byte b : sample) {
            controls += b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' ? 1 : 0;
        }
        return controls;
    }

    /** Whether nearly all characters belong to the two most frequent scripts or are common to all. */
    private static boolean plausible(byte[] sample, Charset charset) {
        String text = CharsetGuesser.decode(sample, charset);
        if (text == null) {
            return false;
        }
        Map<UnicodeScript, Integer> counts = new EnumMap<>(UnicodeScript.class);
        text.codePoints().forEach(c -> counts.merge(scriptOf(c), 1, Integer::sum));
        int[] scripts = counts.entrySet().stream()
                .filter(e -> e.getKey() != UnicodeScript.UNKNOWN && e.getKey() != UnicodeScript.COMMON)
                .mapToInt(Map.Entry::getValue)
                .sorted()
                .toArray();
        int top = Arrays.stream(scripts, Math.max(0, scripts.length - 3), scripts.length)
                .sum();
        int common = counts.getOrDefault(UnicodeScript.COMMON, 0);
        int all = text.codePointCount(0, text.length());
        boolean parted = text.chars().anyMatch(c -> " \n\u3001\u3002\uFF0C".indexOf(c) >= 0);
        return parted && common < all / 2 && top + common >= all * PLAUSIBLE_SHARE;
    }

    private static UnicodeScript scriptOf(int c) {
        boolean control = Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t';
        UnicodeScript script = control ? UnicodeScript.UNKNOWN : UnicodeScript.of(c);
        return script == UnicodeScript.INHERITED ? UnicodeScript.COMMON : script;
    }
}
