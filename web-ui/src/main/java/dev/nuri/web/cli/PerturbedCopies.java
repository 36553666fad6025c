package dev.nuri.web.cli;

import com.ibm.icu.text.BreakIterator;
import dev.nuri.retriever.EvalSet.EvalPassage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * As many passages as wanted: first those of sets, in an order of chance, then copies of them. A copy has a new id and
 * the language of its original; of its words three in ten are others of that language's passages, as often as these use
 * them, and one in ten changed places with the next. The same seed gives the same passages. Thread-safe.
 */
final class PerturbedCopies {

    private static final double REPLACED = 0.3;
    private static final double SWAPPED = 0.1;
    private static final int SAMPLED_PASSAGES = 1_000;
    private static final BreakIterator WORDS = BreakIterator.getWordInstance(Locale.ROOT);

    private final List<EvalPassage> originals;
    private final Map<String, List<String>> vocabularies = new HashMap<>();
    private final long seed;

    PerturbedCopies(List<EvalPassage> passages, long seed) {
        this.seed = seed;
        this.originals = new ArrayList<>(passages);
        Collections.shuffle(originals, new Random(seed));
        Map<String, Integer> sampled = new HashMap<>();
        for (EvalPassage passage : originals) {
            if (sampled.merge(passage.lang(), 1, Integer::sum) <= SAMPLED_PASSAGES) {
                vocabularies
                        .computeIfAbsent(passage.lang(), _ -> new ArrayList<>())
                        .addAll(tokens(passage.text()).stream()
                                .filter(PerturbedCopies::isWord)
                                .toList());
            }
        }
    }

    /** The passage of a number from 0. */
    EvalPassage get(int i) {
        EvalPassage original = originals.get(i % originals.size());
        int copy = i / originals.size();
        return copy == 0
                ? original
                : new EvalPassage(
                        original.id() + "~" + copy,
                        original.lang(),
                        original.title(),
                        perturbed(original, new Random(seed + i)));
    }

    private String perturbed(EvalPassage original, Random random) {
        List<String> vocabulary = vocabularies.get(original.lang());
        List<String> tokens = tokens(original.text());
        int last = -1;
        for (int i = 0; i < tokens.size(); i++) {
            if (!isWord(tokens.get(i))) {
                continue;
            }
            if (random.nextDouble() < REPLACED) {
                tokens.set(i, vocabulary.get(random.nextInt(vocabulary.size())));
            } else if (last >= 0 && random.nextDouble() < SWAPPED) {
                Collections.swap(tokens, last, i);
            }
            last = i;
        }
        return String.join("", tokens);
    }

    private static boolean isWord(String token) {
        return Character.isLetterOrDigit(token.codePointAt(0));
    }

    /** Words and what is between them. */
    private static List<String> tokens(String text) {
        BreakIterator words = WORDS.clone();
        words.setText(text);
        List<String> tokens = new ArrayList<>();
        int start = words.first();
        for (int end = words.next(); end != BreakIterator.DONE; end = words.next()) {
            tokens.add(text.substring(start, end));
            start = end;
        }
        return tokens;
    }
}
