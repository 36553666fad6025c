package dev.nuri.generator.citation;

import dev.nuri.generator.citation.Alignment.Gap;
import dev.nuri.generator.citation.Finding.Kind;
import dev.nuri.generator.citation.Finding.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks for every month and weekday of a claim in its sources, by name in any form or, for months, by number in a date. */
final class DateCheck {

    private static final String MONTH = "month:";

    private DateCheck() {}

    static List<Finding> of(Comparison comparison) {
        List<Finding> findings = new ArrayList<>();
        comparison.claim().dates().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .filter(date -> date.getKey() < comparison.alignment().size() && !matched(comparison, date.getKey()))
                .forEach(date -> check(comparison, date.getKey(), date.getValue(), findings));
        return findings;
    }

    /** A date that is part of a run of the source names the same there; a number alone must be followed by its sign. */
    private static boolean matched(Comparison comparison, int token) {
        boolean number = comparison.claim().tokens().get(token).number();
        return comparison.matched(token) && (!number || comparison.matched(token + 1));
    }

    private static void check(Comparison comparison, int token, String date, List<Finding> findings) {
        String shown = shown(comparison.claim(), token);
        Gap gap = comparison.matched(token) ? null : comparison.alignment().gapAt(token);
        String instead = "";
        for (int at = gap == null || !gap.placed() ? 0 : gap.evidenceFrom();
                gap != null && gap.placed() && at < gap.evidenceTo();
                at++) {
            Evidence.Place place = comparison.evidence().place(at);
            String there = place.source().dates().get(place.index());
            if (date.equals(there) || numeric(place.source(), place.index(), date)) {
                return;
            }
            instead = there == null || !instead.isEmpty() ? instead : shown(place.source(), place.index());
        }
        if (!instead.isEmpty()) {
            findings.add(new Finding(Kind.DATE, Place.MISSING, shown, instead));
        } else if (!named(comparison.spans(), date)) {
            Place place = named(comparison.contexts(), date) ? Place.AROUND : Place.MISSING;
            findings.add(new Finding(Kind.DATE, place, shown, ""));
        } else {
            findings.add(new Finding(Kind.DATE, Place.ELSEWHERE, shown, ""));
        }
    }

    static String shown(ReadText text, int token) {
        boolean sign = text.tokens().get(token).number() && token + 1 < text.size();
        return text.shown(token, sign ? token + 1 : token);
    }

    static boolean named(List<ReadText> texts, String date) {
        for (ReadText text : texts) {
            if (text.dates().containsValue(date)) {
                return true;
            }
            for (int i = 0; i < text.size(); i++) {
                if (numeric(text, i, date)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a number is the month of a date written in figures, such as 2019-10-05 or 5.10.2019. */
    private static boolean numeric(ReadText text, int at, String date) {
        Token token = text.tokens().get(at);
        if (!token.number() || !date.equals(MONTH + token.folded())) {
            return false;
        }
        return joined(text, at) || (at > 0 && joined(text, at - 1));
    }

    private static boolean joined(ReadText text, int at) {
        if (at + 1 >= text.size() || !text.tokens().get(at + 1).number()) {
            return false;
        }
        String between = text.text()
                .substring(
                        text.tokens().get(at).end(), text.tokens().get(at + 1).start());
        return between.equals("-") || between.equals("/") || between.equals(".");
    }
}
