package dev.nuri.indexer.extract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.ibm.icu.text.Transliterator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How probable a text is in a language, by single letters and pairs of letters. The frequencies are those of the
 * lingua 1.2.2 (Apache-2.0), unpacked by the build: of a letter among all, and of a letter after another. Read on first use, since most
 * texts are UTF-8 and need none.
 */
final class LetterModels {

    private static final String FOLDER = "/language-models/";
    private static final double RARE_PAIR = Math.log(0.02);
    private static final double UNSEEN = Math.log(1e-7);
    private static final double ASCII = -2.7;
    private static final double PUNCTUATION = -5;
    private static final double SYMBOL = -11;
    private static final double MARK = -4;
    private static final double FOREIGN_LETTER = -13;
    private static final double MIXED = -6;
    private static final double CASE_FLIP = -7;
    private static final double IMPOSSIBLE = -18;
    private static final String COMMON_PUNCTUATION = "\u00A0«»“”„‘’‚–—…•§°№·€，。、；：？！「」『』（）《》〈〉【】・ー～　،؛؟¿¡";

    private final JsonFactory json = new JsonFactory();
    private final Map<String, Model> models = new HashMap<>();
    private final Transliterator simplified = Transliterator.getInstance("Traditional-Simplified");

    /**
     * Letter frequencies of a language.
     *
     * @param letters log-probability of each letter
     * @param pairs log-probability of the second letter after the first; empty where the script has too many
     */
    private record Model(Map<String, Double> letters, Map<String, Double> pairs) {}

    /** Log-probability of the text in the language of these that fits best, in nats. */
    double score(String text, List<String> languages) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        double best = Double.NEGATIVE_INFINITY;
        for (String language : languages) {
            String read = language.equals("zh") ? simplified.transliterate(composed) : composed;
            best = Math.max(best, score(read, models.computeIfAbsent(language, this::load)));
        }
        return best;
    }

    private static double score(String text, Model model) {
        double sum = 0;
        int previous = ' ';
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            sum += c < 0x80 ? asciiScore(c) : score(previous, c, model);
            sum += isMixed(previous, c) || isMixed(c, previous) ? MIXED : 0;
            previous = c;
        }
        return sum;
    }

    private static double asciiScore(int c) {
        return c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' ? IMPOSSIBLE : ASCII;
    }

    private static double score(int previous, int c, Model model) {
        if (COMMON_PUNCTUATION.indexOf(c) >= 0) {
            return PUNCTUATION;
        }
        if (!Character.isLetter(c) && !isMark(c)) {
            boolean impossible = Character.isISOControl(c)
                    || !Character.isDefined(c)
                    || Character.getType(c) == Character.PRIVATE_USE
                    || c == 0xFFFD;
            return impossible ? IMPOSSIBLE : SYMBOL;
        }
        double flip = Character.isUpperCase(c) && Character.isLowerCase(previous) ? CASE_FLIP : 0;
        String letter = lower(c);
        Double alone = model.letters().get(letter);
        if (alone == null) {
            boolean placed = Character.isLetter(previous) || isMark(previous);
            return (isMark(c) ? placed ? MARK : SYMBOL : FOREIGN_LETTER) + flip;
        }
        if (model.pairs().isEmpty() || !Character.isLetter(previous)) {
            return alone + flip;
        }
        Double pair = model.pairs().get(lower(previous) + letter);
        return (pair == null ? Math.max(UNSEEN, alone + RARE_PAIR) : pair) + flip;
    }

    /** Whether a Latin letter touches one of another alphabet, which words do not do. */
    private static boolean isMixed(int latin, int other) {
        boolean ascii = (latin >= 'A' && latin <= 'Z') || (latin >= 'a' && latin <= 'z');
        return ascii && other >= 0x370 && other < 0x1100 && Character.isLetter(other);
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static String lower(int c) {
        return Character.toString(c).toLowerCase(Locale.ROOT);
    }

    private Model load(String language) {
        Map<String, Double> letters = read(language, "unigrams");
        return new Model(letters, read(language, "bigrams"));
    }

    /**
     * A model file maps {@code "count/total"} to the n-grams of that frequency, parted by spaces. Languages alone in
     * their script, such as Greek and Korean, have single letters only.
     */
    private Map<String, Double> read(String language, String order) {
        Map<String, Double> frequencies = new HashMap<>();
        try (InputStream in = LetterModels.class.getResourceAsStream(FOLDER + language + "/" + order + ".json")) {
            if (in == null) {
                return Map.of();
            }
            try (JsonParser parser = json.createParser(in)) {
                String fraction = "";
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token == JsonToken.FIELD_NAME) {
                        fraction = parser.currentName();
                    } else if (token == JsonToken.VALUE_STRING && fraction.indexOf('/') > 0) {
                        put(frequencies, fraction, parser.getText());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frequencies;
    }

    private static void put(Map<String, Double> frequencies, String fraction, String ngrams) {
        int slash = fraction.indexOf('/');
        double count = Double.parseDouble(fraction.substring(0, slash));
        double total = Double.parseDouble(fraction.substring(slash + 1));
        for (String ngram : ngrams.split(" ", -1)) {
            frequencies.put(ngram, Math.log(count / total));
        }
    }
}
