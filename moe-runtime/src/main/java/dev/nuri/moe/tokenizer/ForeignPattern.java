package dev.nuri.moe.tokenizer;

import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.format.GgufMetadata;
import dev.nuri.moe.text.CountedText;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that came with a model, in Oniguruma's dialect. It is not trusted: matching is given up when it
 * looks at characters far more often than the text has any.
 */
final class ForeignPattern {
    private static final int MOST_LENGTH = 1 << 16;

    private final Pattern pattern;

    private ForeignPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    static ForeignPattern compile(String expression, GgufMetadata file) {
        if (expression.isEmpty() || expression.length() > MOST_LENGTH) {
            throw file.error("tokenizer.json: a pattern must have 1 to " + MOST_LENGTH + " characters");
        }
        // Scripts carry Is in Java; ^ and $ are always of lines in Oniguruma, \s and the like always of Unicode.
        String own = expression.replaceAll("\\\\([pP])\\{(\\^?)(?!Is|In)([A-Z][a-z]{2,})\\}", "\\\\$1{$2Is$3}");
        try {
            return new ForeignPattern(
                    Pattern.compile(own, Pattern.UNICODE_CHARACTER_CLASS | Pattern.MULTILINE | Pattern.UNIX_LINES));
        } catch (PatternSyntaxException | StackOverflowError e) {
            throw file.error("tokenizer.json: cannot use pattern " + expression + ": "
                    + (e instanceof PatternSyntaxException syntax ? syntax.getDescription() : "it nests too deeply"));
        }
    }

    /**
     * Works on a matcher over {@code text}.
     *
     * @throws ModelInputException if the pattern takes too long
     */
    <T> T guarded(String text, Function<Matcher, T> work) {
        try {
            return work.apply(pattern.matcher(new CountedText(
                    text,
                    () -> new ModelInputException("the model's pattern " + pattern + " takes too long on this text"))));
        } catch (StackOverflowError e) {
            throw new ModelInputException("the model's pattern " + pattern + " nests too deeply on this text", e);
        }
    }
}
