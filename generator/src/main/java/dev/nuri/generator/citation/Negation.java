package dev.nuri.generator.citation;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what turns a statement round, by the cues of {@code negation.properties}. */
final class Negation {

    private static final Properties CUES = cues();

    private final Set<String> words = new HashSet<>();
    private final Pattern affix;
    private final Pattern text;

    private Negation(String language) {
        Spelling spelling = new Spelling(language);
        for (String word : CUES.getProperty(language + ".words", "").split(" ", -1)) {
            if (!word.isEmpty()) {
                words.add(spelling.fold(word));
            }
        }
        affix = pattern(CUES.getProperty(language + ".affix"));
        text = pattern(CUES.getProperty(language + ".text"));
    }

    static Negation of(String language) {
        return new Negation(language);
    }

    private static Pattern pattern(String expression) {
        return expression == null ? null : Pattern.compile(expression);
    }

    private static Properties cues() {
        Properties cues = new Properties();
        try (InputStream in = Negation.class.getResourceAsStream("negation.properties")) {
            cues.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cues;
    }

    /** Whether a folded word is a negation or holds one. */
    boolean negated(String folded) {
        return words.contains(folded) || (affix != null && affix.matcher(folded).matches());
    }

    /** Which tokens of a text are negations or part of one. */
    boolean[] in(String whole, List<Token> tokens) {
        boolean[] negations = new boolean[tokens.size()];
        for (int i = 0; i < negations.length; i++) {
            Token token = tokens.get(i);
            negations[i] = token.kind() == Token.Kind.WORD && negated(token.folded());
        }
        if (text != null) {
            Matcher cue = text.matcher(whole);
            int token = 0;
            while (cue.find()) {
                while (token < negations.length && tokens.get(token).end() <= cue.start()) {
                    token++;
                }
                for (int i = token;
                        cue.start(1) >= 0
                                && i < negations.length
                                && tokens.get(i).start() < cue.end();
                        i++) {
                    negations[i] = true;
                }
            }
        }
        return negations;
    }
}
