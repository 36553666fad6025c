package dev.nuri.indexer.extract;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells the charset of text bytes. In this order: a byte order mark; strict UTF-8; an escape sequence of ISO-2022-JP;
 * UTF-16 by its zero bytes and spaces; and else the legacy charset under which the bytes are the likeliest text.
 *
 * <p>For the last, each candidate that decodes without error gives a text, and {@link LetterModels} the probability of
 * that text in each language the charset is used for. Since every candidate explains the same bytes, the
 * log-probabilities compare directly, alphabets of 30 letters with scripts of thousands; a declared charset and how
 * common each charset is are priors in the same unit (nats).
 */
final class CharsetGuesser {

    private static final int SAMPLE_BYTES = 16 << 10;
    private static final double DECLARED_PRIOR = 12;
    private static final byte ESCAPE = 0x1B;

    private final LetterModels models = new LetterModels();
    private final Map<String, Candidate> candidates = new TreeMap<>();

    /**
     * A legacy charset.
     *
     * @param prior log-probability relative to the most common ones
     * @param languages whose text it is used for, as lingua names their models
     */
    private record Candidate(Charset charset, double prior, List<String> languages) {}

    CharsetGuesser() {
        String latin = "fr de es it pt en nl sv da nb fi ca is";
        String central = "pl cs hu hr ro sk sl";
        String cyrillic = "ru uk bg sr mk be kk";
        candidate("windows-1252", 0, latin);
        candidate("ISO-8859-15", -6, latin);
        candidate("x-MacRoman", -6, latin);
        candidate("IBM850", -7, latin);
        candidate("windows-1250", 0, central);
        candidate("ISO-8859-2", -1, central);
        candidate("IBM852", -6, central);
        candidate("x-MacCentralEurope", -8, central);
        candidate("windows-1251", 0, cyrillic);
        candidate("KOI8-R", -1, "ru bg");
        candidate("KOI8-U", -2, "uk");
        candidate("IBM866", -2, "ru be uk bg");
        candidate("ISO-8859-5", -4, cyrillic);
        candidate("x-MacCyrillic", -7, "ru uk bg");
        candidate("windows-1253", 0, "el");
        candidate("ISO-8859-7", -1, "el");
        candidate("windows-1254", -1, "tr az");
        candidate("ISO-8859-9", -2, "tr az");
        candidate("windows-1255", 0, "he");
        candidate("ISO-8859-8", -2, "he");
        candidate("windows-1256", 0, "ar fa ur");
        candidate("ISO-8859-6", -2, "ar");
        candidate("windows-1257", 0, "lt lv et");
        candidate("ISO-8859-13", -2, "lt lv et");
        candidate("windows-1258", -1, "vi");
        candidate("x-windows-874", 0, "th");
        candidate("TIS-620", 0, "th");
        candidate("windows-31j", 0, "ja");
        candidate("EUC-JP", 0, "ja");
        candidate("x-windows-949", 0, "ko");
        candidate("x-Johab", -8, "ko");
        candidate("GB18030", 0, "zh");
        candidate("Big5-HKSCS", 0, "zh");
    }

    private void candidate(String name, double prior, String languages) {
        if (Charset.isSupported(name)) {
            candidates.put(name, new Candidate(Charset.forName(name), prior, List.of(languages.split(" ", -1))));
        }
    }

    /**
     * The charset of a text.
     *
     * @param bytes the text or its beginning
     * @param declared what it says of itself, or null; a hint only
     * @return null when no charset makes text of them
     */
    Charset guess(byte[] bytes, Charset declared) {
        Charset unicode = unicode(bytes);
        if (unicode != null) {
            return unicode;
        }
        return legacy(Arrays.copyOf(bytes, Math.min(bytes.length, SAMPLE_BYTES)), declared);
    }

    private static Charset unicode(byte[] bytes) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            return StandardCharsets.UTF_8;
        }
        if (startsWith(bytes, 0xFF, 0xFE, 0, 0)) {
            return Charset.forName("UTF-32LE");
        }
        if (startsWith(bytes, 0, 0, 0xFE, 0xFF)) {
            return Charset.forName("UTF-32BE");
        }
        if (startsWith(bytes, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16LE;
        }
        if (startsWith(bytes, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_16BE;
        }
        Charset bare = Utf16Guess.of(bytes);
        if (bare != null) {
            return bare;
        }
        Charset japanese = Charset.forName("ISO-2022-JP");
        if (hasEscape(bytes) && decode(bytes, japanese) != null) {
            return japanese;
        }
        return decode(bytes, StandardCharsets.UTF_8) == null ? null : StandardCharsets.UTF_8;
    }

    private Charset legacy(byte[] sample, Charset declared) {
        Charset best = null;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (Candidate candidate : candidates.values()) {
            String text = decode(sample, candidate.charset());
            if (text == null) {
                continue;
            }
            double prior = candidate.prior() + (same(candidate.charset(), declared) ? DECLARED_PRIOR : 0);
            double score = models.score(text, candidate.languages()) + prior;
            if (score > bestScore) {
                bestScore = score;
                best = candidate.charset();
            }
        }
        return best;
    }

    /** Declared names are used loosely: ISO-8859-1 means windows-1252, EUC-KR its superset, and so on. */
    private static boolean same(Charset candidate, Charset declared) {
        if (declared == null) {
            return false;
        }
        String wide =
                switch (declared.name()) {
                    case "ISO-8859-1", "US-ASCII" -> "windows-1252";
                    case "EUC-KR" -> "x-windows-949";
                    case "Shift_JIS" -> "windows-31j";
                    case "GBK", "GB2312" -> "GB18030";
                    case "Big5" -> "Big5-HKSCS";
                    default -> declared.name();
                };
        return candidate.name().equals(wide);
    }

    /** The text, or null when the bytes are not valid; a character cut at the end does not count. */
    static String decode(byte[] bytes, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate((int) (bytes.length * (double) decoder.maxCharsPerByte()) + 1);
        CoderResult result = decoder.decode(in, out, false);
        if (result.isError()) {
            return null;
        }
        return out.flip().toString();
    }

    private static boolean hasEscape(byte[] bytes) {
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (bytes[i] == ESCAPE && (bytes[i + 1] == '$' || bytes[i + 1] == '(')) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] bytes, int... prefix) {
        if (bytes.length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
