package dev.nuri.retriever.query;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The synonyms of one collection. Immutable; terms are those of the language-neutral analyzer. */
public final class SynonymRules {

    private static final String ONE_WAY = "=>";
    private static final int MAX_RULES = 20_000;
    private static final int MAX_LINE_CHARS = 10_000;
    /** Alternatives of one query: each costs a clause a field. */
    private static final int MAX_ALTERNATIVES = 16;

    private final LanguageAnalyzers analyzers;
    /** What is written to what else it may be written as. */
    private final Map<List<String>, Set<String>> alternatives = new HashMap<>();

    private int longest;

    private SynonymRules(LanguageAnalyzers analyzers) {
        this.analyzers = analyzers;
    }

    /**
     * Reads a file of rules.
     *
     * @throws NuriException naming file and line
     */
    public static SynonymRules read(Path file, LanguageAnalyzers analyzers) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw NuriException.invalid("The synonyms in " + file + " are not UTF-8 text.");
        }
        SynonymRules rules = new SynonymRules(analyzers);
        Map<List<String>, Step> steps = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                rules.add(line, new Place(file, i + 1), steps);
            }
        }
        refuseCircles(steps);
        return rules;
    }

    private record Place(Path file, int line) {

        NuriException wrong(String rule) {
            return NuriException.invalid("Line " + line + " of " + file + " " + rule + ".");
        }
    }

    /** A one-way rule: where it stands and where it leads. */
    private record Step(Place place, String from, List<List<String>> to) {}

    private void add(String line, Place place, Map<List<String>, Step> steps) {
        if (line.length() > MAX_LINE_CHARS) {
            throw place.wrong("is longer than " + MAX_LINE_CHARS + " characters");
        }
        if (alternatives.size() >= MAX_RULES) {
            throw place.wrong("is beyond the " + MAX_RULES + " words that may have synonyms");
        }
        String[] sides = line.split(ONE_WAY, -1);
        if (sides.length > 2) {
            throw place.wrong("has more than one " + ONE_WAY);
        }
        List<String> left = words(sides[0], place);
        if (sides.length == 1) {
            if (left.size() < 2) {
                throw place.wrong("has one word only: write at least two, with commas between them");
            }
            left.forEach(from -> put(from, left, place));
            return;
        }
        List<String> right = words(sides[1], place);
        for (String from : left) {
            put(from, right, place);
            List<List<String>> to = right.stream().map(this::terms).toList();
            steps.put(terms(from), new Step(place, from, to));
        }
    }

    private static List<String> words(String side, Place place) {
        List<String> words =
                Arrays.stream(side.split(",", -1)).map(String::strip).toList();
        if (words.contains("")) {
            throw place.wrong("has an empty word");
        }
        return words;
    }

    private void put(String from, List<String> to, Place place) {
        List<String> terms = terms(from);
        if (terms.isEmpty()) {
            throw place.wrong("has nothing to look for in '" + from + "'");
        }
        longest = Math.max(longest, terms.size());
        Set<String> known = alternatives.computeIfAbsent(terms, t -> new LinkedHashSet<>());
        to.stream().filter(word -> !terms(word).equals(terms)).forEach(known::add);
    }

    private List<String> terms(String words) {
        return analyzers.terms(analyzers.neutral(), words);
    }

    /** One-way rules are not followed further, so a circle would half work: what it should mean is a rule without arrow. */
    private static void refuseCircles(Map<List<String>, Step> steps) {
        Map<List<String>, Step> left = new LinkedHashMap<>(steps);
        boolean fewer = true;
        while (fewer) {
            fewer = left.values().removeIf(step -> step.to.stream().noneMatch(left::containsKey));
        }
        if (left.isEmpty()) {
            return;
        }
        // Whatever is left leads into a circle; after as many steps as there are, the way is on it.
        Step step = left.values().iterator().next();
        for (int i = 0; i < left.size(); i++) {
            step = next(step, left);
        }
        throw step.place.wrong("leads in a circle to '" + next(step, left).from
                + "': write words that mean the same in one line without " + ONE_WAY);
    }

    private static Step next(Step step, Map<List<String>, Step> left) {
        return left.get(step.to.stream().filter(left::containsKey).findFirst().orElseThrow());
    }

    /** What else the text may be written as: the alternatives of each word or phrase in it, first come first. */
    public List<String> of(String text) {
        List<String> terms = terms(text);
        Set<String> found = new LinkedHashSet<>();
        for (int start = 0; start < terms.size(); start++) {
            for (int end = Math.min(terms.size(), start + longest); end > start; end--) {
                found.addAll(alternatives.getOrDefault(terms.subList(start, end), Set.of()));
            }
        }
        return found.stream().limit(MAX_ALTERNATIVES).toList();
    }
}
