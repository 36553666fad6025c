package dev.nuri.moe.grammar;

import dev.nuri.moe.ModelInputException;
import java.util.List;

/** Refuses rules that call themselves before they have read a byte: such a grammar can be entered without end. */
final class LeftRecursion {
    private enum Mark {
        NEW,
        OPEN,
        DONE
    }

    private final List<List<List<Integer>>> rules; // [rule][alternative][code]
    private final List<String> names; // of the first rules; the others have none
    private final boolean[] nullable;
    private final Mark[] marks;

    LeftRecursion(List<List<List<Integer>>> rules, List<String> names) {
        this.rules = rules;
        this.names = names;
        this.nullable = nullable(rules);
        this.marks = new Mark[rules.size()];
        java.util.Arrays.fill(marks, Mark.NEW);
    }

    /** Which rules can spell the empty text: found by going over them until nothing changes. */
    private static boolean[] nullable(List<List<List<Integer>>> rules) {
        boolean[] out = new boolean[rules.size()];
        boolean changed = true;
        while (changed) {
            changed = false;
            // Anonymous rules come after those that use them, the innermost first; so go backwards and forwards.
            for (int i = 0; i < 2 * out.length; i++) {
                int rule = i < out.length ? i : 2 * out.length - 1 - i;
                if (!out[rule]
                        && rules.get(rule).stream().anyMatch(alternative -> alternative.stream()
                                .allMatch(symbol -> symbol < 0 && out[-symbol - 1]))) {
                    out[rule] = true;
                    changed = true;
                }
            }
        }
        return out;
    }

    void check() {
        for (int rule = 0; rule < rules.size(); rule++) {
            visit(rule, rule < names.size() ? names.get(rule) : null, 0);
        }
    }

    private void visit(int rule, String from, int depth) {
        String name = rule < names.size() ? names.get(rule) : from;
        if (marks[rule] == Mark.OPEN) {
            throw new ModelInputException("rule " + name + " of the grammar can begin with itself, or repeats something"
                    + " that may be empty: write it so that something is read first");
        }
        if (marks[rule] == Mark.DONE) {
            return;
        }
        if (depth > 2_000) {
            throw new ModelInputException("rule " + name + " of the grammar is nested too deeply");
        }
        marks[rule] = Mark.OPEN;
        for (List<Integer> alternative : rules.get(rule)) {
            for (int symbol : alternative) {
                if (symbol > 0) {
                    break;
                }
                visit(-symbol - 1, name, depth + 1);
                if (!nullable[-symbol - 1]) {
                    break;
                }
            }
        }
        marks[rule] = Mark.DONE;
    }
}
