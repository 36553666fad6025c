package dev.nuri.generator.citation;

import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A text read for comparing.
 *
 * @param text as it stands
 * @param signs of its language
 * @param tokens in order
 * @param terms what the language's analyzer makes of it
 * @param quantities numbers with units, in order
 * @param dates token index to the month or weekday that it names
 * @param negations by token, whether it turns a statement round
 * @param sentences index of the first token of each sentence, in order, and at the end the number of tokens
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ReadText(
        String text,
        LanguageSigns signs,
        List<Token> tokens,
        Set<String> terms,
        List<Quantity> quantities,
        Map<Integer, String> dates,
        boolean[] negations,
        int[] sentences) {

    private static final int SHORT_NAME = 4;
    private static final Set<String> CAPITALISED_MONTHS = Set.of("en", "de", "el");

    static ReadText of(String text, String lang, LanguageSigns signs, Tokens.Cut cut) {
        List<Token> tokens = cut.tokens();
        List<Quantity> quantities = QuantityReader.read(text, tokens, signs);
        return new ReadText(
                text,
                signs,
                tokens,
                cut.terms(),
                quantities,
                dates(text, tokens, quantities, signs),
                signs.negation().in(text, tokens),
                sentences(text, lang, tokens));
    }

    private static int[] sentences(String text, String lang, List<Token> tokens) {
        List<Integer> firsts = new ArrayList<>();
        int token = 0;
        for (Span span : PassageSplitter.sentences(text, lang)) {
            int first = token;
            while (token < tokens.size() && tokens.get(token).start() < span.end()) {
                token++;
            }
            if (token > first) {
                firsts.add(first);
            }
        }
        firsts.add(tokens.size());
        return firsts.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Map<Integer, String> dates(
            String text, List<Token> tokens, List<Quantity> quantities, LanguageSigns signs) {
        Map<Integer, String> dates = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            String named = token.kind() == Token.Kind.WORD ? signs.calendar().named(token.folded()) : null;
            if (named != null && meant(token, i, tokens, signs)) {
                dates.put(i, named);
            }
        }
        for (Quantity quantity : quantities) {
            Token next = quantity.last() + 1 < tokens.size() ? tokens.get(quantity.last() + 1) : null;
            boolean numbered =
                    next != null && (next.folded().equals("月") || next.folded().equals("월"));
            boolean small = quantity.value().length() <= 2 && !quantity.value().equals("0");
            if (numbered && small) {
                dates.put(quantity.first(), "month:" + quantity.value());
            }
        }
        if (signs.language().equals("th")) {
            thai(text, tokens, signs, dates);
        }
        return dates;
    }

    /** Whether a word that may name a month does: names like May, mars or Ekim are other words too. */
    private static boolean meant(Token token, int at, List<Token> tokens, LanguageSigns signs) {
        boolean beside = numberAt(tokens, at - 1)
                || numberAt(tokens, at + 1)
                || numberAt(tokens, at - 2)
                || numberAt(tokens, at + 2);
        boolean proper = !CAPITALISED_MONTHS.contains(signs.language()) || token.capital();
        return proper && (beside || token.folded().length() > SHORT_NAME);
    }

    private static boolean numberAt(List<Token> tokens, int at) {
        return at >= 0 && at < tokens.size() && tokens.get(at).number();
    }

    private static void thai(String text, List<Token> tokens, LanguageSigns signs, Map<Integer, String> dates) {
        signs.calendar().all().forEach((name, id) -> {
            int token = 0;
            for (int at = text.indexOf(name); name.length() > SHORT_NAME && at >= 0; at = text.indexOf(name, at + 1)) {
                while (token < tokens.size() && tokens.get(token).end() <= at) {
                    token++;
                }
                if (token < tokens.size()) {
                    dates.put(token, id);
                }
            }
        });
    }

    int size() {
        return tokens.size();
    }

    /** What stands at some tokens. */
    String shown(int first, int last) {
        return text.substring(tokens.get(first).start(), tokens.get(last).end());
    }
}
