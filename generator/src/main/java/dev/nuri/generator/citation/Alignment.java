package dev.nuri.generator.citation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Lays a claim over its evidence: longest common runs first, each token used once (greedy string tiling: M. J. Wise,
 * "String similarity via greedy string tiling and running Karp-Rabin matching", 1993). Single words count when they carry
 * meaning, single characters never. A short run that lies elsewhere than the runs beside it, though these follow each
 * other, is taken for chance. Time is the product of both lengths, which are bounded: a claim is
 * a sentence and evidence a few.
 */
final class Alignment {

    /** A common run: {@code length} tokens of the claim from {@code claim} on are those of the evidence from {@code evidence} on. */
    record Run(int claim, int evidence, int length) {

        int claimEnd() {
            return claim + length;
        }

        int evidenceEnd() {
            return evidence + length;
        }
    }

    /**
     * What lies between two runs.
     *
     * @param from first unmatched token of the claim
     * @param to one past the last; equal to {@code from} when the claim has nothing there
     * @param evidenceFrom first token of the evidence between the same runs; negative when they do not follow each other
     * @param evidenceTo one past the last
     */
    record Gap(int from, int to, int evidenceFrom, int evidenceTo) {

        boolean placed() {
            return evidenceFrom >= 0;
        }

        int evidenceLength() {
            return placed() ? evidenceTo - evidenceFrom : 0;
        }
    }

    private static final int CHANCE_RUN = 3;
    private static final int CHANCE_CHARACTERS = 5;
    /** Of alphabets written without spaces. */
    private static final int CHANCE_LETTERS = 14;

    private static final int REACH = 8;

    private final ReadText claim;
    private final Evidence evidence;
    private final int[] keys;
    private final List<Run> runs = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final int[] places;

    private Alignment(ReadText claim, Evidence evidence, Map<String, Integer> ids) {
        this.claim = claim;
        this.evidence = evidence;
        int size = claim.size();
        keys = new int[size];
        for (int i = 0; i < size; i++) {
            keys[i] = ids.get(claim.tokens().get(i).key());
        }
        places = new int[size];
        Arrays.fill(places, -1);
    }

    static Alignment of(ReadText claim, Evidence evidence, Map<String, Integer> ids) {
        Alignment alignment = new Alignment(claim, evidence, ids);
        alignment.tile();
        alignment.dropChance();
        alignment.findGaps();
        return alignment;
    }

    private void tile() {
        boolean[] used = new boolean[evidence.size()];
        PriorityQueue<Run> longest = new PriorityQueue<>(Comparator.comparingInt((Run run) -> -run.length())
                .thenComparingInt(Run::claim)
                .thenComparingInt(Run::evidence));
        List<Run> single = new ArrayList<>();
        maximal().forEach(run -> (run.length() > 1 ? longest : single).add(run));
        while (!longest.isEmpty()) {
            Run run = longest.poll();
            if (free(run, used)) {
                accept(run, used);
            } else {
                split(run, used).forEach(part -> (part.length() > 1 ? longest : single).add(part));
            }
        }
        single.removeIf(run -> claim.tokens().get(run.claim()).kind() == Token.Kind.CHARACTER
                || !claim.tokens().get(run.claim()).content());
        single.sort(Comparator.comparingInt(this::astray)
                .thenComparingInt(Run::claim)
                .thenComparingInt(Run::evidence));
        for (Run run : single) {
            if (free(run, used)) {
                accept(run, used);
            }
        }
        runs.sort(Comparator.comparingInt(Run::claim));
    }

    /** Runs that go on in neither direction. */
    private List<Run> maximal() {
        List<Run> found = new ArrayList<>();
        int width = evidence.size();
        int[] below = new int[width + 1];
        int[] row = new int[width + 1];
        for (int i = keys.length - 1; i >= 0; i--) {
            for (int j = width - 1; j >= 0; j--) {
                row[j] = keys[i] != evidence.key(j) ? 0 : 1 + (evidence.joined(j) ? below[j + 1] : 0);
                boolean begins = i == 0 || j == 0 || !evidence.joined(j - 1) || keys[i - 1] != evidence.key(j - 1);
                if (row[j] > 0 && begins) {
                    found.add(new Run(i, j, row[j]));
                }
            }
            int[] spare = below;
            below = row;
            row = spare;
        }
        return found;
    }

    private boolean free(Run run, boolean[] used) {
        for (int k = 0; k < run.length(); k++) {
            if (places[run.claim() + k] >= 0 || used[run.evidence() + k]) {
                return false;
            }
        }
        return true;
    }

    private List<Run> split(Run run, boolean[] used) {
        List<Run> parts = new ArrayList<>();
        int from = -1;
        for (int k = 0; k <= run.length(); k++) {
            boolean open = k < run.length() && places[run.claim() + k] < 0 && !used[run.evidence() + k];
            if (open && from < 0) {
                from = k;
            } else if (!open && from >= 0) {
                parts.add(new Run(run.claim() + from, run.evidence() + from, k - from));
                from = -1;
            }
        }
        return parts;
    }

    private void accept(Run run, boolean[] used) {
        for (int k = 0; k < run.length(); k++) {
            places[run.claim() + k] = run.evidence() + k;
            used[run.evidence() + k] = true;
        }
        runs.add(run);
    }

    /** How far a run lies from where the nearest token before or after it leads one to look. */
    private int astray(Run run) {
        for (int distance = 1; distance < keys.length; distance++) {
            for (int at : new int[] {run.claim() - distance, run.claim() + distance}) {
                if (at >= 0 && at < keys.length && places[at] >= 0) {
                    return Math.abs((places[at] - at) - (run.evidence() - run.claim()));
                }
            }
        }
        return 0;
    }

    private void dropChance() {
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int r = 0; r < runs.size() && !changed; r++) {
                if (byChance(r)) {
                    Run run = runs.remove(r);
                    Arrays.fill(places, run.claim(), run.claimEnd(), -1);
                    changed = true;
                }
            }
        }
    }

    private boolean byChance(int r) {
        Run run = runs.get(r);
        if (run.length() > chance(claim.tokens().get(run.claim()))) {
            return false;
        }
        Run before = r > 0 ? runs.get(r - 1) : null;
        Run after = r + 1 < runs.size() ? runs.get(r + 1) : null;
        if (before != null && after != null) {
            int missing = after.claim() - before.claimEnd();
            int between = after.evidence() - before.evidenceEnd();
            boolean follow = between >= 1
                    && between <= missing + REACH
                    && evidence.sameStretch(before.evidenceEnd() - 1, after.evidence());
            boolean inside = run.evidence() >= before.evidenceEnd() && run.evidenceEnd() <= after.evidence();
            return follow && !inside;
        }
        if (after != null && after.length() > run.length()) {
            boolean inside =
                    run.evidenceEnd() <= after.evidence() && evidence.sameStretch(run.evidence(), after.evidence());
            return !inside && roomBefore(after) >= run.length();
        }
        if (before != null && before.length() > run.length()) {
            boolean inside =
                    run.evidence() >= before.evidenceEnd() && evidence.sameStretch(run.evidence(), before.evidence());
            return !inside && roomAfter(before) >= run.length();
        }
        return false;
    }

    private static int chance(Token token) {
        if (token.kind() != Token.Kind.CHARACTER) {
            return CHANCE_RUN;
        }
        return Scripts.isLetterOfAlphabet(token.folded().codePointAt(0)) ? CHANCE_LETTERS : CHANCE_CHARACTERS;
    }

    private int roomBefore(Run run) {
        int at = run.evidence();
        while (at > 0 && evidence.sameStretch(at - 1, run.evidence())) {
            at--;
        }
        return run.evidence() - at;
    }

    private int roomAfter(Run run) {
        int at = run.evidenceEnd();
        while (at < evidence.size() && evidence.sameStretch(at, run.evidenceEnd() - 1)) {
            at++;
        }
        return at - run.evidenceEnd();
    }

    private void findGaps() {
        if (runs.isEmpty()) {
            gaps.add(new Gap(0, keys.length, -1, -1));
            return;
        }
        Run first = runs.getFirst();
        gaps.add(new Gap(0, first.claim(), first.evidence() - roomBefore(first), first.evidence()));
        for (int r = 0; r + 1 < runs.size(); r++) {
            Run before = runs.get(r);
            Run after = runs.get(r + 1);
            boolean follow = after.evidence() >= before.evidenceEnd();
            gaps.add(new Gap(
                    before.claimEnd(),
                    after.claim(),
                    follow ? before.evidenceEnd() : -1,
                    follow ? after.evidence() : -1));
        }
        Run last = runs.getLast();
        gaps.add(new Gap(last.claimEnd(), keys.length, last.evidenceEnd(), last.evidenceEnd() + roomAfter(last)));
    }

    /** In order of the claim. */
    List<Run> runs() {
        return runs;
    }

    /** Before, between and after the runs, in order: one more than there are runs. */
    List<Gap> gaps() {
        return gaps;
    }

    /** The gap that an unmatched token of the claim lies in. */
    Gap gapAt(int token) {
        for (Gap gap : gaps) {
            if (token >= gap.from() && token < gap.to()) {
                return gap;
            }
        }
        throw new IllegalArgumentException("token " + token + " is matched");
    }

    /** Tokens of the claim that were laid over the evidence. */
    int size() {
        return keys.length;
    }

    /** Whether a token of the claim stands at a place of the evidence. */
    boolean taken(int place) {
        return runs.stream().anyMatch(run -> run.evidence() <= place && place < run.evidenceEnd());
    }

    /** Where a token of the claim stands in the evidence; negative when nowhere. */
    int place(int token) {
        return token < places.length ? places[token] : -1;
    }
}
