package dev.nuri.generator.extractive;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Words of a sentence that may be the short answer.
 *
 * @param first index of the first token
 * @param last index of the last
 * @param start first code unit in the sentence
 * @param end one past the last; before the end of the last token where a particle is left out
 * @param particle what is left out; empty as a rule
 */
record SpanCandidate(int first, int last, int start, int end, String particle) {

    /** Words of a span at most, and where words are not set apart by spaces. */
    private static final int MAX_WORDS = 9;

    private static final int MAX_DENSE_WORDS = 16;
    private static final int MAX_TOKENS = 22;
    private static final int MAX_CHARS = 90;

    /** Marks that a span does not reach over. */
    private static final Set<String> STOPS = Set.of(";", "；", "。", "!", "?", "！", "？", "।", "؟", "؛", "|", "\u2022");

    /** Marks that belong to what stands before them. */
    private static final Set<String> SUFFIXES = Set.of("%", "％", "°", "℃", "٪");

    /** Korean particles and copulas, the longer first. */
    private static final List<String> PARTICLES = List.of(
            "이었다", "입니다", "에서는", "으로는", "으로써", "으로서", "으로부터", "에게서", "이라고", "이라는", "까지", "부터", "에서", "에게", "으로", "이다",
            "였다", "이며", "이고", "라고", "라는", "이나", "처럼", "보다", "은", "는", "이", "가", "을", "를", "에", "의", "와", "과", "도", "로",
            "만", "등", "인", "씩");

    /** Every candidate of a sentence, in order. */
    static List<SpanCandidate> of(String text, List<Token> tokens) {
        List<SpanCandidate> spans = new ArrayList<>();
        for (int first = 0; first < tokens.size(); first++) {
            if (tokens.get(first).shape().word()) {
                from(text, tokens, first, spans);
            }
        }
        return spans;
    }

    private static void from(String text, List<Token> tokens, int first, List<SpanCandidate> spans) {
        int words = 0;
        int dense = 0;
        int start = tokens.get(first).start();
        for (int last = first; last < Math.min(tokens.size(), first + MAX_TOKENS); last++) {
            Token token = tokens.get(last);
            words += token.shape().word() ? 1 : 0;
            dense += token.shape().dense() || (token.shape().word() && !token.spaced() && last > first) ? 1 : 0;
            boolean tooLong =
                    words > (2 * dense >= words ? MAX_DENSE_WORDS : MAX_WORDS) || token.end() - start > MAX_CHARS;
            if (tooLong || STOPS.contains(token.folded())) {
                return;
            }
            if (token.shape().word() || SUFFIXES.contains(token.folded())) {
                spans.add(new SpanCandidate(first, last, start, token.end(), ""));
                addWithoutParticle(text, tokens, first, last, spans);
            }
        }
    }

    private static void addWithoutParticle(
            String text, List<Token> tokens, int first, int last, List<SpanCandidate> spans) {
        Token token = tokens.get(last);
        String word = text.substring(token.start(), token.end());
        int left = 0;
        for (String particle : PARTICLES) {
            if (left < 2 && word.length() > particle.length() && word.endsWith(particle)) {
                int end = token.end() - particle.length();
                spans.add(new SpanCandidate(first, last, tokens.get(first).start(), end, particle));
                left++;
            }
        }
    }
}
