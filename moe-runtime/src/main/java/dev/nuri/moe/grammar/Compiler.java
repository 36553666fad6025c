package dev.nuri.moe.grammar;

import dev.nuri.moe.ModelInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes {@link Rules} of a written grammar: characters become bytes, repetitions and choices rules of their own. */
final class Compiler {
    private static final int MOST_CODE = 1_000_000;

    private final Map<String, Expression> written;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<List<List<Integer>>> rules = new ArrayList<>(); // [rule][alternative][code]
    private final List<BitSet> bytes = new ArrayList<>();
    private final Map<BitSet, Integer> byteNumbers = new HashMap<>();
    private final Map<List<List<Integer>>, Integer> known = new HashMap<>(); // anonymous rules by content
    private int size;

    private Compiler(Map<String, Expression> written) {
        this.written = written;
    }

    /** Compiles rules of which {@code root} spells the whole text. */
    static Rules compile(Map<String, Expression> written) {
        Compiler compiler = new Compiler(written);
        if (!written.containsKey("root")) {
            throw new ModelInputException("a grammar needs a rule called root");
        }
        written.keySet().forEach(name -> {
            compiler.numbers.put(name, compiler.rules.size());
            compiler.rules.add(List.of());
        });
        written.forEach((name, expression) ->
                compiler.rules.set(compiler.numbers.get(name), compiler.alternatives(expression)));
        new LeftRecursion(compiler.rules, compiler.names()).check();
        return compiler.assemble();
    }

    private List<String> names() {
        return List.copyOf(written.keySet());
    }

    private List<List<Integer>> alternatives(Expression expression) {
        if (expression instanceof Expression.Choice(List<Expression> options)) {
            return options.stream().map(this::symbols).toList();
        }
        return List.of(symbols(expression));
    }

    private List<Integer> symbols(Expression expression) {
        List<Integer> out =
                switch (expression) {
                    case Expression.Literal(String text) -> literal(text);
                    case Expression.Characters(CodePoints set) -> characters(set);
                    case Expression.Reference(String rule) -> List.of(reference(rule));
                    case Expression.Sequence(List<Expression> parts) -> {
                        List<Integer> all = new ArrayList<>();
                        parts.forEach(part -> all.addAll(symbols(part)));
                        yield all;
                    }
                    case Expression.Choice choice -> List.of(anonymous(alternatives(choice)));
                    case Expression.Repetition repetition -> repetition(repetition);
                };
        grow(out.size());
        return out;
    }

    private void grow(int more) {
        size += more;
        if (size > MOST_CODE) {
            throw new ModelInputException(
                    "the grammar is too large: its repetitions spell out to more than " + MOST_CODE + " symbols");
        }
    }

    private int reference(String rule) {
        Integer number = numbers.get(rule);
        if (number == null) {
            throw new ModelInputException("the grammar uses a rule '" + rule + "' that it does not define");
        }
        return -number - 1;
    }

    private int anonymous(List<List<Integer>> alternatives) {
        Integer number = known.get(alternatives);
        if (number == null) {
            number = rules.size();
            rules.add(alternatives);
            known.put(alternatives, number);
        }
        return -number - 1;
    }

    private List<Integer> literal(String text) {
        List<Integer> out = new ArrayList<>();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.add(terminal(b & 0xff, b & 0xff));
        }
        return out;
    }

    private int terminal(int first, int last) {
        BitSet set = new BitSet(256);
        set.set(first, last + 1);
        return terminal(set);
    }

    private int terminal(BitSet set) {
        return 1
                + byteNumbers.computeIfAbsent(set, s -> {
                    bytes.add(s);
                    return bytes.size() - 1;
                });
    }

    private List<Integer> characters(CodePoints set) {
        BitSet single = new BitSet(256);
        List<List<Integer>> alternatives = new ArrayList<>();
        for (int[] range : set.ranges()) {
            for (int[][] sequence : Utf8Ranges.of(range[0], range[1])) {
                if (sequence.length == 1) {
                    single.set(sequence[0][0], sequence[0][1] + 1);
                } else {
                    List<Integer> symbols = new ArrayList<>();
                    for (int[] b : sequence) {
                        symbols.add(terminal(b[0], b[1]));
                    }
                    alternatives.add(symbols);
                }
            }
        }
        if (!single.isEmpty()) {
            alternatives.addFirst(List.of(terminal(single)));
        }
        if (alternatives.isEmpty()) {
            throw new ModelInputException("the grammar has a set of characters that is empty");
        }
        return alternatives.size() == 1 ? alternatives.getFirst() : List.of(anonymous(alternatives));
    }

    /** The least times spelled out, then a rule for what may follow. */
    private List<Integer> repetition(Expression.Repetition repetition) {
        List<Integer> part = symbols(repetition.part());
        if (part.size() > 1) {
            part = List.of(anonymous(List.of(part)));
        }
        List<Integer> out = new ArrayList<>();
        for (int i = 0; i < repetition.least(); i++) {
            out.addAll(part);
        }
        if (repetition.most() < 0) {
            out.add(any(part));
        } else if (repetition.most() > repetition.least()) {
            out.add(atMost(part, repetition.most() - repetition.least()));
        }
        return out;
    }

    /** rest ::= part rest | nothing. */
    private int any(List<Integer> part) {
        int number = rules.size();
        List<Integer> again = new ArrayList<>(part);
        again.add(-number - 1);
        rules.add(List.of(again, List.of()));
        return -number - 1;
    }

    /** One rule for each number of times that are left. */
    private int atMost(List<Integer> part, int times) {
        int rest = anonymous(List.of(part, List.of()));
        for (int i = 1; i < times; i++) {
            List<Integer> again = new ArrayList<>(part);
            again.add(rest);
            rest = anonymous(List.of(again, List.of()));
            grow(again.size());
        }
        return rest;
    }

    private Rules assemble() {
        int length = rules.stream()
                .flatMap(List::stream)
                .mapToInt(alternative -> alternative.size() + 1)
                .sum();
        int[] code = new int[length];
        int[][] places = new int[rules.size()][];
        int at = 0;
        for (int rule = 0; rule < places.length; rule++) {
            List<List<Integer>> alternatives = rules.get(rule);
            places[rule] = new int[alternatives.size()];
            for (int i = 0; i < alternatives.size(); i++) {
                places[rule][i] = at;
                for (int symbol : alternatives.get(i)) {
                    code[at++] = symbol;
                }
                code[at++] = Rules.END;
            }
        }
        return new Rules(code, places, List.copyOf(bytes), numbers.get("root"));
    }
}
