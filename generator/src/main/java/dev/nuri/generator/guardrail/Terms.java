package dev.nuri.generator.guardrail;

import dev.nuri.generator.guardrail.TermAutomaton.Occurrence;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of terms, found in folded text as words: where a script parts words, a term begins and ends with one. Hangul
 * words take endings, so that only their beginning counts; {@code *} at a term's end allows any ending.
 */
final class Terms {

    /** What a term is found as. */
    private record Entry(boolean anyEnding) {}

    private static final int SHORTEST = 2;

    private final TermAutomaton<Entry> automaton = new TermAutomaton<>();

    private Terms() {}

    /**
     * Reads a term a line; {@code #} begins a remark. A file that is not there is an empty list.
     *
     * @throws NuriException naming file and line of a term that is too short
     */
    static Terms read(Path file) {
        Terms terms = new Terms();
        if (Files.exists(file)) {
            List<String> lines = lines(file);
            for (int i = 0; i < lines.size(); i++) {
                String term = lines.get(i).strip();
                if (!term.isEmpty() && !term.startsWith("#")) {
                    terms.add(term, file, i + 1);
                }
            }
        }
        terms.automaton.finish();
        return terms;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw NuriException.invalid("The list " + file + " cannot be read as UTF-8 text.");
        }
    }

    private void add(String term, Path file, int line) {
        boolean anyEnding = term.endsWith("*");
        String folded = Normalisation.folded(anyEnding ? term.substring(0, term.length() - 1) : term);
        boolean ideographs = folded.codePoints().anyMatch(Character::isIdeographic);
        if (folded.codePointCount(0, folded.length()) < (ideographs ? 1 : SHORTEST)) {
            throw NuriException.invalid(
                    "Line " + line + " of " + file + " must have a term of at least two letters, got '" + term + "'.");
        }
        automaton.add(folded, new Entry(anyEnding));
    }

    /** Occurrences in a folded text, as places in it. */
    List<Occurrence> find(String folded) {
        List<Occurrence> found = new ArrayList<>();
        automaton.search(folded, (at, entry) -> {
            if (isWord(folded, at, entry.anyEnding())) {
                found.add(at);
            }
        });
        return found;
    }

    /** Whether what lies at a place begins and ends as words of its scripts do. */
    static boolean isWord(String folded, Occurrence at, boolean anyEnding) {
        int first = folded.codePointAt(at.start());
        int last = folded.codePointBefore(at.end());
        boolean begins = at.start() == 0
                || !WordScripts.parted(first)
                || !Character.isLetterOrDigit(folded.codePointBefore(at.start()));
        boolean ends = anyEnding
                || at.end() == folded.length()
                || !WordScripts.parted(last)
                || WordScripts.takesEndings(last)
                || !Character.isLetterOrDigit(folded.codePointAt(at.end()));
        return begins && ends;
    }
}
