package dev.nuri.generator.citation;

import dev.nuri.generator.citation.Alignment.Gap;
import dev.nuri.generator.citation.Finding.Kind;
import dev.nuri.generator.citation.Finding.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares where claim and evidence deny. A negation that only one of them has between the same words turns the statement
 * round; one that left with the clause it stood in does not.
 */
final class NegationCheck {

    /** A longer stretch that the claim leaves out is a clause of its own. */
    private static final int CLAUSE_WORDS = 4;

    private static final int CLAUSE_CHARACTERS = 9;

    private NegationCheck() {}

    static List<Finding> of(Comparison comparison) {
        List<Finding> findings = new ArrayList<>();
        List<Gap> gaps = comparison.alignment().gaps();
        for (int g = 0; g < gaps.size(); g++) {
            Gap gap = gaps.get(g);
            String added = inClaim(comparison, gap);
            String dropped = inEvidence(comparison, gap);
            boolean inner = g > 0 && g < gaps.size() - 1;
            if (!added.isEmpty() && dropped.isEmpty()) {
                findings.add(new Finding(Kind.NEGATION, Place.MISSING, added, ""));
            } else if (added.isEmpty() && !dropped.isEmpty() && brief(comparison, gap, inner)) {
                findings.add(new Finding(Kind.NEGATION, Place.MISSING, "", dropped));
            }
        }
        return findings;
    }

    private static boolean brief(Comparison comparison, Gap gap, boolean inner) {
        boolean characters = comparison.evidence().token(gap.evidenceFrom()).kind() == Token.Kind.CHARACTER;
        int longest = (characters ? CLAUSE_CHARACTERS : CLAUSE_WORDS) + (gap.to() - gap.from());
        return gap.evidenceLength() <= longest && (inner || gap.to() > gap.from() || gap.evidenceLength() <= 2);
    }

    private static String inClaim(Comparison comparison, Gap gap) {
        for (int i = gap.from(); i < gap.to(); i++) {
            if (comparison.claim().negations()[i]) {
                int last = i;
                while (last + 1 < gap.to() && comparison.claim().negations()[last + 1]) {
                    last++;
                }
                return comparison.claim().shown(i, last);
            }
        }
        return "";
    }

    private static String inEvidence(Comparison comparison, Gap gap) {
        for (int at = gap.evidenceFrom(); gap.placed() && at < gap.evidenceTo(); at++) {
            if (comparison.evidence().negation(at)) {
                Evidence.Place place = comparison.evidence().place(at);
                return place.source().shown(place.index(), place.index());
            }
        }
        return "";
    }
}
