package dev.nuri.generator.guardrail;

import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import com.ibm.icu.util.ULocale;
import dev.nuri.generator.guardrail.PiiType.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;

/** Finds personal data and secrets in a window of text. */
final class PiiDetector {

    /**
     * One found.
     *
     * @param start first code unit of the text given
     * @param end one past the last
     * @param score in [0, 1]
     */
    record Found(PiiType type, int start, int end, double score) {}

    /** Code units before and after an identifier in which a word speaks for it. */
    private static final int BEFORE = 64;

    private static final int AFTER = 24;

    private static final int MOST_PHONE_TRIES = 200;
    private static final double RIGHT_IN_CONTEXT = 0.99;
    private static final double RIGHT = 0.95;
    private static final double OPEN_IN_CONTEXT = 0.97;
    private static final double OPEN = 0.7;

    private static final Map<PiiType, List<String>> CONTEXT = context();

    private PiiDetector() {}

    private static Map<PiiType, List<String>> context() {
        Properties words = new Properties();
        try (InputStream in = PiiDetector.class.getResourceAsStream("pii-context.properties")) {
            words.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<PiiType, List<String>> context = new EnumMap<>(PiiType.class);
        for (PiiType type : PiiType.values()) {
            String listed = words.getProperty(type.name().toLowerCase(Locale.ROOT), "");
            context.put(
                    type,
                    Arrays.stream(listed.split("\\|", -1))
                            .map(String::strip)
                            .filter(w -> !w.isEmpty())
                            .map(w -> w.toLowerCase(Locale.ROOT))
                            .toList());
        }
        return context;
    }

    /** Words that speak for a type. */
    static List<String> words(PiiType type) {
        return CONTEXT.get(type);
    }

    /**
     * Finds all in a text; of those that overlap, the surest.
     *
     * @param lang says in which country a phone number without its code is
     */
    static List<Found> find(MappedText plain, String lang) {
        String text = plain.text();
        PiiSigns signs = PiiSigns.of(text);
        if (!signs.any()) {
            return List.of();
        }
        String lower = lower(text);
        List<Found> found = new ArrayList<>();
        for (PiiType type : PiiType.values()) {
            if (type != PiiType.PHONE && signs.allow(type)) {
                match(type, text, lower, found);
            }
        }
        if (signs.allow(PiiType.PHONE)) {
            phones(text, lower, lang, found);
        }
        return apart(found).stream()
                .map(f -> new Found(f.type, plain.start(f.start), plain.end(f.end - 1), f.score))
                .toList();
    }

    /** Lower case, code unit by code unit, so that places stay the same. */
    private static String lower(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = Character.toLowerCase(chars[i]);
        }
        return new String(chars);
    }

    private static void match(PiiType type, String text, String lower, List<Found> found) {
        Matcher matcher = type.pattern().matcher(text);
        for (int from = 0; from <= text.length() && matcher.find(from); from = matcher.end()) {
            double score =
                    score(type, text.substring(matcher.start(), matcher.end()), lower, matcher.start(), matcher.end());
            if (score > 0) {
                found.add(new Found(type, matcher.start(), matcher.end(), score));
            }
        }
    }

    private static double score(PiiType type, String id, String lower, int start, int end) {
        Check check = type.check(id);
        if (check == Check.WRONG) {
            return 0;
        }
        boolean context = inContext(type, lower, start, end);
        boolean right = check == Check.RIGHT;
        if (context) {
            return right ? RIGHT_IN_CONTEXT : OPEN_IN_CONTEXT;
        }
        boolean formed = id.chars().anyMatch(c -> !Character.isLetterOrDigit(c));
        return switch (type.need()) {
            case NOTHING -> RIGHT;
            case FORM -> formed ? (right ? RIGHT : OPEN) : 0;
            case FORM_OR_OPEN -> OPEN;
            case CONTEXT -> 0;
        };
    }

    private static boolean inContext(PiiType type, String lower, int start, int end) {
        String before = lower.substring(Math.max(0, start - BEFORE), start);
        String after = lower.substring(end, Math.min(lower.length(), end + AFTER));
        return CONTEXT.get(type).stream().anyMatch(w -> holds(before, w) || holds(after, w));
    }

    /** Whether a word stands in a text as a word of its own; words of scripts without spaces may touch others. */
    private static boolean holds(String text, String word) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            int end = at + word.length();
            boolean free = (at == 0 || !latin(text.charAt(at - 1)))
                    && (end == text.length() || word.length() > 4 || !latin(text.charAt(end)));
            if (free || !latin(word.charAt(0))) {
                return true;
            }
        }
        return false;
    }

    private static boolean latin(char c) {
        return Character.isLetter(c) && Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
    }

    private static void phones(String text, String lower, String lang, List<Found> found) {
        String region = ULocale.addLikelySubtags(ULocale.forLanguageTag(lang)).getCountry();
        PhoneNumberUtil util = PhoneNumberUtil.getInstance();
        for (PhoneNumberMatch match : util.findNumbers(text, region, Leniency.VALID, MOST_PHONE_TRIES)) {
            String raw = match.rawString();
            boolean international = raw.startsWith("+") || raw.startsWith("(+");
            boolean context = inContext(PiiType.PHONE, lower, match.start(), match.end());
            boolean parted = raw.chars()
                            .filter(c -> c == '-' || c == ')' || c == ' ' || c == '.')
                            .count()
                    >= 2;
            // A bracket that is opened before the number is not closed within it.
            int start = match.start() + (raw.startsWith("(") && raw.indexOf(')') < 0 ? 1 : 0);
            if (international || context || (parted && raw.startsWith("0"))) {
                found.add(new Found(PiiType.PHONE, start, match.end(), context ? OPEN_IN_CONTEXT : OPEN));
            }
        }
    }

    private static List<Found> apart(List<Found> found) {
        found.sort(Comparator.comparingDouble((Found f) -> -f.score).thenComparing(Found::type));
        List<Found> kept = new ArrayList<>();
        for (Found candidate : found) {
            if (kept.stream().noneMatch(k -> k.start < candidate.end && candidate.start < k.end)) {
                kept.add(candidate);
            }
        }
        kept.sort(Comparator.comparingInt(Found::start));
        return kept;
    }
}
