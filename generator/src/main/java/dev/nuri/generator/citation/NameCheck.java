package dev.nuri.generator.citation;

import dev.nuri.generator.citation.Alignment.Gap;
import dev.nuri.generator.citation.Finding.Kind;
import dev.nuri.generator.citation.Finding.Place;
import dev.nuri.indexer.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for every name of a claim in its sources: capitalised words within a sentence, runs of katakana, proper nouns of
 * Korean and Japanese, and what stands in quotation marks. A name may come from what stands around the cited text, which
 * tells whom "he" means, unless the cited text has another name in its place. Endings may differ.
 */
final class NameCheck {

    private static final Pattern QUOTED =
            Pattern.compile("[“„«「『《‹]([^“„«「『《‹”»」』》›]{2,80})[”“»」』》›]|\"([^\"\n]{2,80})\"");
    private static final int LEAST_KATAKANA = 3;
    private static final int LEAST_STEM = 4;

    private final Comparison comparison;
    private final ReadText claim;
    private final List<Finding> findings = new ArrayList<>();

    private NameCheck(Comparison comparison) {
        this.comparison = comparison;
        this.claim = comparison.claim();
    }

    static List<Finding> of(Comparison comparison) {
        NameCheck check = new NameCheck(comparison);
        boolean characters = false;
        for (int i = 0; i < comparison.alignment().size(); i++) {
            if (!comparison.matched(i)) {
                Token token = check.claim.tokens().get(i);
                characters |= token.kind() == Token.Kind.CHARACTER;
                if (check.named(i)) {
                    check.word(i);
                }
            }
        }
        if (characters) {
            check.katakana();
            check.properNouns();
        }
        check.quotations();
        return check.findings;
    }

    /** Whether a word is a name: German nouns are only beside another, or in capitals. */
    private boolean named(int at) {
        Token token = claim.tokens().get(at);
        if (!token.capital() || token.kind() != Token.Kind.WORD || token.length() < 2) {
            return false;
        }
        boolean first = at == 0 || endsBefore(at);
        boolean capitals = capitals(token);
        if (claim.signs().language().equals("de")) {
            return capitals || (!first && (capitalAt(at - 1) || capitalAt(at + 1)));
        }
        return first ? capitals || (token.content() && capitalAt(at + 1)) : true;
    }

    private boolean capitals(Token token) {
        String shown = claim.text().substring(token.start(), token.end());
        return shown.chars().allMatch(c -> Character.isUpperCase(c) || !Character.isLetter(c));
    }

    private boolean capitalAt(int at) {
        return at >= 0 && at < claim.size() && claim.tokens().get(at).capital();
    }

    /** Whether a sentence, a quotation or a clause after a colon begins here, so that a capital tells nothing. */
    private boolean endsBefore(int at) {
        String between = claim.text()
                .substring(
                        claim.tokens().get(at - 1).end(), claim.tokens().get(at).start());
        return between.chars().anyMatch(c -> ".!?:;\"“„«(-–—•".indexOf(c) >= 0);
    }

    private void word(int at) {
        Token token = claim.tokens().get(at);
        String shown = claim.text().substring(token.start(), token.end());
        Gap gap = comparison.alignment().gapAt(at);
        String instead = "";
        for (int e = gap.placed() ? gap.evidenceFrom() : 0; e < (gap.placed() ? gap.evidenceTo() : 0); e++) {
            Token other = comparison.evidence().token(e);
            if (alike(token, other)) {
                return;
            }
            if (instead.isEmpty() && other.capital() && other.content()) {
                instead = comparison.evidence().place(e).source().text().substring(other.start(), other.end());
            }
        }
        if (!instead.isEmpty() && inPlace(gap)) {
            findings.add(new Finding(Kind.NAME, Place.MISSING, shown, instead));
        } else if (written(comparison.spans(), token)) {
            findings.add(new Finding(Kind.NAME, Place.ELSEWHERE, shown, ""));
        } else {
            boolean around = written(comparison.contexts(), token);
            findings.add(new Finding(Kind.NAME, around ? Place.AROUND : Place.MISSING, shown, ""));
        }
    }

    /** Whether little more than a name is different, so that one stands in the other's place. */
    private static boolean inPlace(Gap gap) {
        return gap.evidenceLength() <= (gap.to() - gap.from()) + 3;
    }

    private boolean written(List<ReadText> texts, Token token) {
        return texts.stream().anyMatch(text -> text.tokens().stream().anyMatch(other -> alike(token, other)));
    }

    /** Whether two words are one but for their endings. */
    private boolean alike(Token one, Token other) {
        if (one.key().equals(other.key()) || one.folded().equals(other.folded())) {
            return true;
        }
        String a = one.folded();
        String b = other.folded();
        int same = 0;
        while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
            same++;
        }
        int ending = claim.signs().inflected() ? 3 : 1;
        return same >= LEAST_STEM && a.length() - same <= ending && b.length() - same <= ending;
    }

    private void katakana() {
        String text = claim.text();
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && Scripts.isKatakana(text.charAt(end))) {
                end++;
            }
            if (end - at >= LEAST_KATAKANA) {
                string(at, end, Kind.NAME);
            }
            at = Math.max(end, at + 1);
        }
    }

    private void properNouns() {
        String language = claim.signs().language();
        if (language.equals("ko") || language.equals("ja")) {
            for (Names.Name name : Names.written(claim.text(), language)) {
                boolean own = Scripts.comparedByCharacter(claim.text().codePointAt(name.start()));
                if (name.told() && own && name.end() - name.start() >= 2) {
                    string(name.start(), name.end(), Kind.NAME);
                }
            }
        }
    }

    private void quotations() {
        Matcher quoted = QUOTED.matcher(claim.text());
        while (quoted.find()) {
            int group = quoted.group(1) == null ? 2 : 1;
            string(quoted.start(group), quoted.end(group), Kind.QUOTATION);
        }
    }

    /** Looks for a string whose tokens are not all matched. */
    private void string(int start, int end, Kind kind) {
        boolean whole = true;
        for (int i = 0; i < comparison.alignment().size(); i++) {
            Token token = claim.tokens().get(i);
            whole &= token.end() <= start || token.start() >= end || comparison.matched(i) || !token.content();
        }
        String shown = claim.text().substring(start, end);
        boolean known = findings.stream().anyMatch(f -> f.shown().contains(shown));
        if (whole || known) {
            return;
        }
        String folded = claim.signs().fold(shown);
        if (Comparison.holds(comparison.spans(), folded)) {
            findings.add(new Finding(kind, Place.ELSEWHERE, shown, ""));
        } else {
            boolean around = Comparison.holds(comparison.contexts(), folded);
            findings.add(new Finding(kind, around ? Place.AROUND : Place.MISSING, shown, ""));
        }
    }
}
