package dev.nuri.generator.guardrail;

import dev.nuri.generator.guardrail.TermAutomaton.Occurrence;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Phrases made of stems that stand near each other in any order, such as a verb of ignoring, a word for what came
 * before and a word for instructions. {@code phrases.txt} has a line a language and kind: {@code LANG CATEGORY SCORE
 * stem|stem ; stem|stem ; ...}, one stem of each group being needed.
 */
final class Phrases {

    /** Code units of folded text in which all parts must lie. */
    private static final int REACH = 70;

    private static final Phrases SHIPPED = read();

    /** A phrase found: places in folded text. */
    record Found(String category, double score, int start, int end) {}

    private record Kind(String category, double score, int groups) {}

    private record Part(int kind, int group) {}

    private record Seen(int group, int start, int end) {}

    private final List<Kind> kinds = new ArrayList<>();
    private final TermAutomaton<Set<Integer>> automaton = new TermAutomaton<>();
    private final List<Part> parts = new ArrayList<>();

    private Phrases() {}

    /** Those that come with Nuri. */
    static Phrases shipped() {
        return SHIPPED;
    }

    private static Phrases read() {
        Phrases phrases = new Phrases();
        Map<String, Set<Integer>> stems = new HashMap<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(Phrases.class.getResourceAsStream("phrases.txt"), StandardCharsets.UTF_8))) {
            in.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).forEach(l -> phrases.line(l, stems));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stems.forEach(phrases.automaton::add);
        phrases.automaton.finish();
        return phrases;
    }

    private void line(String line, Map<String, Set<Integer>> stems) {
        String[] fields = line.split(" ", 4);
        String[] groups = fields[3].split(" ; ", -1);
        kinds.add(new Kind(fields[1], Double.parseDouble(fields[2]), groups.length));
        for (int g = 0; g < groups.length; g++) {
            parts.add(new Part(kinds.size() - 1, g));
            int part = parts.size() - 1;
            Arrays.stream(groups[g].split("\\|", -1))
                    .map(s -> Normalisation.folded(s.strip()))
                    .forEach(s -> stems.computeIfAbsent(s, k -> new TreeSet<>()).add(part));
        }
    }

    /** Phrases in a folded text. */
    List<Found> find(String folded) {
        Map<Integer, List<Seen>> seen = new HashMap<>();
        automaton.search(folded, (at, ids) -> {
            if (beginsWord(folded, at)) {
                for (int id : ids) {
                    Part part = parts.get(id);
                    seen.computeIfAbsent(part.kind, k -> new ArrayList<>())
                            .add(new Seen(part.group, at.start(), at.end()));
                }
            }
        });
        List<Found> found = new ArrayList<>();
        seen.forEach((kind, places) -> add(kinds.get(kind), places, found));
        return found;
    }

    private static boolean beginsWord(String folded, Occurrence at) {
        return at.start() == 0
                || !WordScripts.parted(folded.codePointAt(at.start()))
                || !Character.isLetterOrDigit(folded.codePointBefore(at.start()));
    }

    private static void add(Kind kind, List<Seen> places, List<Found> found) {
        for (Seen first : places) {
            int groups = 0;
            int end = first.end;
            for (Seen other : places) {
                if (other.start >= first.start && other.end <= first.start + REACH) {
                    groups |= 1 << other.group;
                    end = Math.max(end, other.end);
                }
            }
            if (groups == (1 << kind.groups) - 1) {
                found.add(new Found(kind.category, kind.score, first.start, end));
                return;
            }
        }
    }
}
