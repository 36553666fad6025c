package dev.nuri.generator.extractive;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Measures the {@link SpanFeature}s of spans of one sentence, and names what is looked up by hash. For one thread. */
final class SpanFeatures {

    private static final int NEAR = 12;
    private static final Set<String> QUOTES =
            Set.of("\"", "“", "”", "«", "»", "„", "「", "」", "『", "』", "《", "》", "'", "‘", "’");
    private static final Set<String> OPENING = Set.of("(", "（", "[");
    private static final Set<String> CLOSING = Set.of(")", "）", "]");

    private final Query query;
    private final AnswerSigns signs;
    private final String text;
    private final String lang;
    private final String asking;
    private final List<Token> tokens;
    private final boolean[] asked;
    private final double[] rarity;

    SpanFeatures(Query query, String text, String lang) {
        this.query = query;
        this.text = text;
        this.lang = QuestionForms.base(lang);
        this.signs = AnswerSigns.of(lang);
        this.asking = query.askingWord();
        this.tokens = Token.of(text, lang);
        this.asked = new boolean[tokens.size()];
        this.rarity = new double[tokens.size()];
        for (int i = 0; i < asked.length; i++) {
            Token token = tokens.get(i);
            asked[i] = token.shape().word() && isAsked(token);
            rarity[i] = token.shape().word() ? query.idf(token.folded()) : 0;
        }
        double rarest = Math.max(1e-9, Arrays.stream(rarity).max().orElse(0));
        for (int i = 0; i < rarity.length; i++) {
            rarity[i] /= rarest;
        }
    }

    private boolean isAsked(Token token) {
        return query.words().contains(token.folded())
                || ((token.shape().dense() || lang.equals("th"))
                        && query.folded().contains(token.folded()))
                || query.prefixes().mask(List.of(token.folded())) != 0;
    }

    List<Token> tokens() {
        return tokens;
    }

    /** {@code double[SpanFeature.values().length]}, by index. */
    double[] of(SpanCandidate span) {
        double[] values = new double[SpanFeature.values().length];
        shape(span, values);
        asked(span, values);
        borders(span, values);
        type(span, values);
        return values;
    }

    private static void put(double[] values, SpanFeature feature, double value) {
        values[feature.index()] = value;
    }

    private static void put(double[] values, SpanFeature feature, boolean holds) {
        values[feature.index()] = holds ? 1 : 0;
    }

    private void shape(SpanCandidate span, double[] values) {
        int words = 0;
        int capitals = 0;
        int marks = 0;
        int open = 0;
        double rare = 0;
        double least = 1;
        for (int i = span.first(); i <= span.last(); i++) {
            Token token = tokens.get(i);
            if (token.shape().word()) {
                words++;
                capitals += token.shape() == Token.Shape.CAPITAL && i > 0 ? 1 : 0;
                rare += rarity[i];
                least = Math.min(least, rarity[i]);
            } else {
                marks++;
                open += OPENING.contains(token.folded()) ? 1 : CLOSING.contains(token.folded()) ? -1 : 0;
            }
        }
        AnswerType type = query.type();
        boolean longAsked = type == AnswerType.REASON || type == AnswerType.MANNER || type == AnswerType.DEFINITION;
        put(values, SpanFeature.WORDS, Math.log1p(words));
        put(values, SpanFeature.WORDS_LONG_ASKED, longAsked ? Math.log1p(words) : 0);
        put(values, SpanFeature.CHARS, Math.log1p((double) span.end() - span.start()));
        put(values, SpanFeature.SINGLE, words == 1);
        put(values, SpanFeature.RARITY, rare / Math.max(1, words));
        put(values, SpanFeature.RARITY_LEAST, least);
        put(values, SpanFeature.CAPITALS, (double) capitals / Math.max(1, words));
        put(values, SpanFeature.MARKS_INSIDE, marks);
        put(values, SpanFeature.BRACKET_OPEN, open != 0);
        put(values, SpanFeature.TRIMMED, !span.particle().isEmpty());
    }

    private void asked(SpanCandidate span, double[] values) {
        double share = 0;
        double words = 0;
        for (int i = span.first(); i <= span.last(); i++) {
            words += tokens.get(i).shape().word() ? 1 : 0;
            share += asked[i] ? 1 : 0;
        }
        double near = 0;
        for (int i = Math.max(0, span.first() - NEAR); i < Math.min(asked.length, span.last() + NEAR + 1); i++) {
            if (asked[i] && (i < span.first() || i > span.last())) {
                int distance = i < span.first() ? span.first() - i : i - span.last();
                near += rarity[i] / (1 + distance);
            }
        }
        put(values, SpanFeature.ASKED, share / Math.max(1, words));
        put(values, SpanFeature.ASKED_FIRST, asked[span.first()]);
        put(values, SpanFeature.ASKED_LAST, asked[span.last()]);
        put(values, SpanFeature.ASKED_NEAR, near);
        put(values, SpanFeature.ASKED_BEFORE, span.first() > 0 && asked[span.first() - 1]);
        put(values, SpanFeature.ASKED_AFTER, span.last() + 1 < asked.length && asked[span.last() + 1]);
    }

    private void borders(SpanCandidate span, double[] values) {
        Token first = tokens.get(span.first());
        Token last = tokens.get(span.last());
        Token before = span.first() > 0 ? tokens.get(span.first() - 1) : null;
        Token after = span.last() + 1 < tokens.size() ? tokens.get(span.last() + 1) : null;
        put(values, SpanFeature.RARITY_FIRST, rarity[span.first()]);
        put(values, SpanFeature.RARITY_LAST, rarity[span.last()]);
        put(values, SpanFeature.RARITY_BEFORE, before == null ? 0 : rarity[span.first() - 1]);
        put(values, SpanFeature.RARITY_AFTER, after == null ? 0 : rarity[span.last() + 1]);
        put(values, SpanFeature.POSITION, (double) span.first() / tokens.size());
        put(values, SpanFeature.STARTS, before == null);
        boolean lastMark = after != null
                && span.last() + 2 >= tokens.size()
                && !after.shape().word();
        put(values, SpanFeature.ENDS, after == null || lastMark);
        put(values, SpanFeature.CUT_BEFORE, before != null && goesOn(before, first));
        put(values, SpanFeature.CUT_AFTER, after != null && span.particle().isEmpty() && goesOn(last, after));
        put(values, SpanFeature.MARK_BEFORE, before == null || !before.shape().word());
        put(values, SpanFeature.MARK_AFTER, after == null || !after.shape().word());
        boolean around = before != null && after != null;
        put(values, SpanFeature.QUOTED, around && QUOTES.contains(before.folded()) && QUOTES.contains(after.folded()));
        put(
                values,
                SpanFeature.BRACKETED,
                around && OPENING.contains(before.folded()) && CLOSING.contains(after.folded()));
    }

    /** Whether a name, a number or a word in one script goes on from one token to the next. */
    private static boolean goesOn(Token left, Token right) {
        boolean names = left.shape() == Token.Shape.CAPITAL && right.shape() == Token.Shape.CAPITAL;
        boolean glued = !right.spaced()
                && left.shape().word()
                && left.shape() == right.shape()
                && left.shape() != Token.Shape.HIRAGANA
                && left.shape() != Token.Shape.LETTERS;
        boolean numbers = number(left) && number(right);
        return names || glued || numbers;
    }

    private static boolean number(Token token) {
        return token.shape() == Token.Shape.NUMBER || token.shape() == Token.Shape.YEAR;
    }

    private void type(SpanCandidate span, double[] values) {
        boolean number = false;
        boolean only = true;
        boolean year = false;
        boolean month = false;
        boolean spelled = false;
        for (int i = span.first(); i <= span.last(); i++) {
            Token token = tokens.get(i);
            boolean here = number(token) || token.shape() == Token.Shape.MIXED;
            number |= here && !asked[i];
            only &= here || !token.shape().word();
            year |= token.shape() == Token.Shape.YEAR && !asked[i];
            month |= signs.isMonth(token.folded());
            spelled |= signs.isNumberWord(token.folded()) && !asked[i];
        }
        AnswerType type = query.type();
        double capitals = values[SpanFeature.CAPITALS.index()];
        put(values, SpanFeature.NUMBER, number);
        put(values, SpanFeature.NUMBER_ONLY, only);
        put(values, SpanFeature.TIME_YEAR, type == AnswerType.TIME && year);
        put(values, SpanFeature.TIME_MONTH, type == AnswerType.TIME && month);
        put(values, SpanFeature.TIME_NUMBER, type == AnswerType.TIME && number);
        put(values, SpanFeature.TIME_NONE, type == AnswerType.TIME && !number && !month);
        put(values, SpanFeature.COUNT_NUMBER, type == AnswerType.NUMBER && number);
        put(values, SpanFeature.COUNT_WORD, type == AnswerType.NUMBER && spelled);
        put(values, SpanFeature.COUNT_NONE, type == AnswerType.NUMBER && !number && !spelled);
        put(values, SpanFeature.COUNT_UNIT, type == AnswerType.NUMBER && number && !only);
        put(values, SpanFeature.PERSON_CAPITALS, type == AnswerType.PERSON ? capitals : 0);
        put(values, SpanFeature.PLACE_CAPITALS, type == AnswerType.PLACE ? capitals : 0);
        put(values, SpanFeature.PERSON_NUMBER, type == AnswerType.PERSON && number);
        put(values, SpanFeature.PLACE_NUMBER, type == AnswerType.PLACE && number);
        boolean other = type != AnswerType.TIME && type != AnswerType.NUMBER;
        put(values, SpanFeature.OTHER_NUMBER, other && number);
        int from = tokens.get(Math.max(0, span.first() - 2)).start();
        String before = Folding.fold(text.substring(from, span.start()));
        put(
                values,
                SpanFeature.SIGN_BEFORE,
                type != AnswerType.ANY && signs.forms().shows(type, before));
        String inside = Folding.fold(text.substring(span.start(), span.end()));
        put(
                values,
                SpanFeature.SIGN_INSIDE,
                type != AnswerType.ANY && signs.forms().shows(type, inside));
    }

    /** What is looked up by hash, for each span: the words at its borders, and its shape by what is asked for. */
    String[] names(SpanCandidate span) {
        String before = span.first() > 0 ? tokens.get(span.first() - 1).folded() : "^";
        String after = !span.particle().isEmpty()
                ? "+" + span.particle()
                : span.last() + 1 < tokens.size() ? tokens.get(span.last() + 1).folded() : "$";
        String first = tokens.get(span.first()).folded();
        String last = tokens.get(span.last()).folded();
        String shape =
                tokens.get(span.first()).shape() + "-" + tokens.get(span.last()).shape();
        int words = Math.min(6, span.last() - span.first() + 1);
        String type = query.type().key();
        return new String[] {
            lang + " b " + before,
            lang + " a " + after,
            lang + " f " + first,
            lang + " l " + last,
            lang + " ba " + before + " " + after,
            lang + " q " + asking + " b " + before,
            lang + " q " + asking + " a " + after,
            lang + " q " + asking + " " + shape,
            lang + " q " + asking + " n " + words,
            lang + " q " + asking + " l " + last,
            lang + " s " + shape + words,
            type + " s " + shape + words
        };
    }
}
