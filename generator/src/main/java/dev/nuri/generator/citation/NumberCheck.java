package dev.nuri.generator.citation;

import dev.nuri.generator.citation.Alignment.Gap;
import dev.nuri.generator.citation.Finding.Kind;
import dev.nuri.generator.citation.Finding.Place;
import dev.nuri.generator.citation.UnitNames.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Looks for every number of a claim in its sources, by value, with its unit. A number that is not where the words around
 * it are is another one: a year of the next sentence does not support it.
 */
final class NumberCheck {

    private static final double SAME = 1e-6;

    private final Comparison comparison;
    private final List<Finding> findings = new ArrayList<>();

    private NumberCheck(Comparison comparison) {
        this.comparison = comparison;
    }

    static List<Finding> of(Comparison comparison) {
        NumberCheck check = new NumberCheck(comparison);
        for (Quantity quantity : comparison.claim().quantities()) {
            if (quantity.last() < comparison.alignment().size()
                    && !comparison.claim().dates().containsKey(quantity.first())) {
                check.check(quantity);
            }
        }
        return check.findings;
    }

    private void check(Quantity quantity) {
        Quantity aligned = aligned(quantity);
        if (aligned != null) {
            unit(quantity, List.of(aligned));
            return;
        }
        if (quantity.spelled() && comparison.matched(quantity.first(), quantity.last())) {
            return;
        }
        Gap gap = comparison.gap(quantity.first(), quantity.last());
        List<Quantity> instead =
                gap != null && gap.placed() ? comparison.quantities(gap.evidenceFrom(), gap.evidenceTo()) : List.of();
        List<Quantity> here = same(instead, quantity);
        if (!here.isEmpty()) {
            unit(quantity, here);
            return;
        }
        List<Quantity> other = instead.stream()
                .filter(q -> quantity.spelled() || !q.spelled())
                .filter(q -> !usedElsewhere(q))
                .toList();
        if (!other.isEmpty()) {
            add(quantity, Place.MISSING, other.getFirst().shown());
            return;
        }
        far(quantity);
    }

    /** Whether another number of the claim speaks of the same one of the source. */
    private boolean usedElsewhere(Quantity quantity) {
        return comparison.claim().quantities().stream().anyMatch(q -> same(q, quantity));
    }

    private void far(Quantity quantity) {
        if (besideNeighbours(quantity)) {
            return;
        }
        List<Quantity> chosen =
                same(comparison.quantities(0, comparison.evidence().size()), quantity);
        List<Quantity> cited = all(comparison.spans(), q -> same(q, quantity));
        if (!chosen.isEmpty()) {
            unit(quantity, chosen);
            findings.add(new Finding(Kind.NUMBER, Place.ELSEWHERE, quantity.shown(), ""));
        } else if (!cited.isEmpty()) {
            add(quantity, Place.ELSEWHERE, "");
        } else if (!all(comparison.contexts(), q -> same(q, quantity)).isEmpty()) {
            add(quantity, Place.AROUND, "");
        } else {
            add(quantity, Place.MISSING, "");
        }
    }

    /** Whether the sentence that the words around a number come from has it, and no other number of the claim took it. */
    private boolean besideNeighbours(Quantity quantity) {
        int beside = -1;
        for (int i = quantity.last() + 1;
                beside < 0 && i < comparison.alignment().size();
                i++) {
            beside = comparison.alignment().place(i);
        }
        for (int i = quantity.first() - 1; beside < 0 && i >= 0; i--) {
            beside = comparison.alignment().place(i);
        }
        for (int at = 0; beside >= 0 && at < comparison.evidence().size(); at++) {
            boolean near = comparison.evidence().sameStretch(at, beside)
                    && !comparison.alignment().taken(at);
            List<Quantity> same = near ? same(comparison.quantities(at, at + 1), quantity) : List.of();
            if (!same.isEmpty()) {
                unit(quantity, same);
                return true;
            }
        }
        return false;
    }

    /** The quantity of the evidence that a matched one lies on; null when it is not matched as a whole. */
    private Quantity aligned(Quantity quantity) {
        if (!comparison.matched(quantity.first(), quantity.last())) {
            return null;
        }
        int from = comparison.alignment().place(quantity.first());
        List<Quantity> there = comparison.quantities(from, from + 1);
        return there.stream().filter(q -> same(q, quantity)).findFirst().orElse(null);
    }

    private void unit(Quantity quantity, List<Quantity> same) {
        Unit unit = quantity.unit();
        if (unit == null || same.stream().anyMatch(q -> q.unit() == null || sameUnit(quantity, q))) {
            return;
        }
        String shown = quantity.shown() + " " + unit.id();
        String instead = same.getFirst().shown() + " " + same.getFirst().unit().id();
        findings.add(new Finding(Kind.UNIT, Place.MISSING, shown, instead));
    }

    static boolean sameUnit(Quantity one, Quantity other) {
        return one.unit().dimension().equals(other.unit().dimension())
                && Math.abs(one.unit().factor() - other.unit().factor())
                        <= SAME * one.unit().factor();
    }

    private static List<Quantity> same(List<Quantity> among, Quantity quantity) {
        return among.stream().filter(q -> same(q, quantity)).toList();
    }

    /** Whether both are the same number, or the same measure in two units of one dimension. */
    static boolean same(Quantity one, Quantity other) {
        if (one.value().equals(other.value())) {
            return true;
        }
        boolean measures = one.unit() != null
                && other.unit() != null
                && one.unit().dimension().equals(other.unit().dimension())
                && one.unit().factor() != other.unit().factor();
        if (!measures) {
            return false;
        }
        double first = Double.parseDouble(one.value()) * one.unit().factor();
        double second = Double.parseDouble(other.value()) * other.unit().factor();
        return Math.abs(first - second) <= SAME * Math.abs(first);
    }

    private static List<Quantity> all(List<ReadText> texts, Predicate<Quantity> wanted) {
        List<Quantity> found = new ArrayList<>();
        texts.forEach(text -> text.quantities().stream().filter(wanted).forEach(found::add));
        return found;
    }

    private void add(Quantity quantity, Place place, String instead) {
        findings.add(new Finding(Kind.NUMBER, place, quantity.shown(), instead));
    }
}
