package dev.nuri.training;

import dev.nuri.student.Subwords;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Chooses the pieces of a student: those of the start vectors that the training text needs, every single character
 * among them, and from the text the words and pairs of ideographs that occur most and that those cannot spell.
 */
final class VocabularyBuilder {

    private static final String CONTINUES = "##";

    /** Longer words are not worth a row. */
    private static final int LONGEST = 32; // chars

    /** Folded piece to the numbers of the start vectors that fold to it. */
    private final Map<String, List<Integer>> known = new LinkedHashMap<>();

    private final Subwords all;
    private final AtomicIntegerArray counts;
    private final Map<String, Integer> candidates = new ConcurrentHashMap<>();

    VocabularyBuilder(List<String> startPieces) {
        for (int i = 0; i < startPieces.size(); i++) {
            String folded = folded(startPieces.get(i));
            if (folded != null) {
                known.computeIfAbsent(folded, f -> new ArrayList<>()).add(i);
            }
        }
        all = new Subwords(List.copyOf(known.keySet()), 1);
        counts = new AtomicIntegerArray(all.rows());
    }

    /** The form a student looks a piece up in; null for what it never meets. */
    private static String folded(String piece) {
        boolean continues = piece.startsWith(CONTINUES) && piece.length() > CONTINUES.length();
        String text = Subwords.fold(continues ? piece.substring(CONTINUES.length()) : piece);
        boolean special = piece.startsWith("[") && piece.endsWith("]") && piece.length() > 2;
        boolean word = !text.isEmpty() && text.codePoints().allMatch(VocabularyBuilder::inWord);
        return special || !word ? null : continues ? Subwords.CONTINUES + text : text;
    }

    private static boolean inWord(int c) {
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.OTHER_SYMBOL;
    }

    /** Counts a text of the training data. Thread-safe. */
    void count(String text) {
        int[] rows = all.encode(text, 512, word -> {
            if (word.length() <= LONGEST) {
                candidates.merge(word, 1, Integer::sum);
            }
        });
        for (int row : rows) {
            counts.incrementAndGet(row);
        }
    }

    /**
     * What was chosen.
     *
     * @param pieces the vocabulary, most frequent first
     * @param sources per piece the start vectors whose mean it starts from; empty for none
     */
    record Choice(List<String> pieces, List<List<Integer>> sources) {}

    /**
     * Chooses.
     *
     * @param size pieces at most
     * @param learned share of them for words and pairs from the text
     */
    Choice choose(int size, double learned) {
        List<String> words = frequent((int) (size * learned));
        Map<String, Integer> counted = new HashMap<>();
        List<String> names = all.pieces();
        for (int i = 0; i < names.size(); i++) {
            counted.put(names.get(i), counts.get(i));
        }
        Set<String> chosen = new LinkedHashSet<>();
        names.stream()
                .filter(name -> name.codePointCount(0, name.length()) == 1 && counted.get(name) > 0)
                .forEach(chosen::add);
        names.stream()
                .filter(name -> name.length() == 2 && name.charAt(0) == Subwords.CONTINUES && counted.get(name) > 0)
                .forEach(chosen::add);
        names.stream()
                .sorted(Comparator.comparingInt((String name) -> -counted.get(name)))
                .filter(name -> chosen.size() < size - words.size())
                .forEach(chosen::add);
        chosen.addAll(words);
        List<String> pieces = List.copyOf(chosen);
        return new Choice(
                pieces,
                pieces.stream().map(p -> known.getOrDefault(p, List.of())).toList());
    }

    private List<String> frequent(int limit) {
        return candidates.entrySet().stream()
                .filter(entry -> entry.getValue() > 2 && !known.containsKey(entry.getKey()))
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The mean of some vectors. */
    static float[] mean(List<Integer> sources, float[][] vectors) {
        float[] mean = new float[vectors[0].length];
        sources.forEach(i -> Products.one(mean, vectors[i], 1f / sources.size()));
        return mean;
    }
}
