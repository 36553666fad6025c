package dev.nuri.generator.guardrail;

import dev.nuri.generator.GuardPolicy;
import dev.nuri.generator.Guardrail.Action;
import dev.nuri.generator.Guardrail.Finding;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.generator.Guardrail.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Gathers what was found in a text and turns it into what the policy says of it. */
final class Decision {

    /** Stands for a code unit that may not be read. */
    static final char MASK = '\u2022';

    private static final Comparator<Finding> ORDER = Comparator.comparingInt(Finding::start)
            .thenComparingInt(Finding::end)
            .thenComparing(Finding::category);

    private final GuardPolicy policy;
    private final Stage stage;
    private final String collection;
    private final Map<String, Finding> findings = new TreeMap<>();

    Decision(GuardPolicy policy, Stage stage, String collection) {
        this.policy = policy;
        this.stage = stage;
        this.collection = collection;
    }

    /** Adds what was found; what is found twice at one place counts with the higher score. */
    void add(Collection<Detected> found) {
        for (Detected one : found) {
            Action action = policy.action(stage, one.category(), one.score(), collection);
            if (action != Action.ALLOW) {
                Finding finding = new Finding(stage, one.category(), action, one.start(), one.end(), one.score());
                findings.merge(
                        one.category() + ' ' + one.start() + ' ' + one.end(),
                        finding,
                        (a, b) -> a.score() >= b.score() ? a : b);
            }
        }
    }

    List<Finding> findings() {
        return findings.values().stream().sorted(ORDER).toList();
    }

    /** The finding that blocks, of several the surest; null when none does. */
    Finding blocking() {
        return strongest(Action.BLOCK);
    }

    /** The finding that decides; null when everything is allowed. */
    Finding gravest() {
        return findings.values().stream()
                .max(Comparator.comparing(Finding::action).thenComparingDouble(Finding::score))
                .orElse(null);
    }

    private Finding strongest(Action action) {
        return findings().stream()
                .filter(f -> f.action() == action)
                .max(Comparator.comparingDouble(Finding::score))
                .orElse(null);
    }

    /** Makes what is to be masked unreadable in {@code text}, whose first code unit is at {@code offset}. */
    String masked(CharSequence text, int offset) {
        char[] chars = text.toString().toCharArray();
        for (Finding finding : findings.values()) {
            if (finding.action() == Action.MASK) {
                int from = Math.max(0, finding.start() - offset);
                for (int i = from; i < Math.min(chars.length, finding.end() - offset); i++) {
                    chars[i] = Character.isWhitespace(chars[i]) ? chars[i] : MASK;
                }
            }
        }
        return new String(chars);
    }

    /** What may be done with the whole text. */
    Verdict verdict(String text) {
        List<Finding> all = new ArrayList<>(findings());
        Finding blocking = blocking();
        if (blocking != null) {
            return new Verdict.Block(blocking.category(), all);
        }
        boolean mask = all.stream().anyMatch(f -> f.action() == Action.MASK);
        return mask ? new Verdict.Rewrite(masked(text, 0), all) : new Verdict.Pass(all);
    }
}
