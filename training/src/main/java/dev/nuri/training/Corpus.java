package dev.nuri.training;

import dev.nuri.student.Subwords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * Translations as rows. Equal English texts are one text, so that the renderings of one meaning in many languages are
 * known to belong together.
 */
final class Corpus {

    /** Rows after which a sentence is cut. */
    static final int SENTENCE = 48;

    /** Rows from which on a text is sentence enough for a teacher. */
    private static final int SAMPLED = 6;

    private final IntSlices texts = new IntSlices();
    private final Map<String, Integer> english = new HashMap<>();
    private final List<int[]> pairs = new ArrayList<>(); // {English text, other text}
    private final Map<String, Map<String, List<Integer>>> byLanguage = new TreeMap<>(); // language, source, pairs
    private int[][] renderings; // by English text: other texts

    private Corpus() {}

    /** Sentences that measure training and take no part in it. */
    record HeldOut(String lang, int english, int other) {}

    /**
     * An English sentence that was kept.
     *
     * @param english its number
     */
    record Sentence(String text, int english) {}

    private final List<Sentence> sample = new ArrayList<>();
    private final List<HeldOut> heldOut = new ArrayList<>();
    private final List<Integer> newsEnglish = new ArrayList<>();

    /**
     * Reads all files of a folder.
     *
     * @param kept English sentences to keep as text
     */
    static Corpus read(Path folder, Subwords subwords, Team team, int kept) {
        Corpus corpus = new Corpus();
        List<Path> files = ParallelText.files(folder);
        if (files.isEmpty()) {
            throw new TrainingException("'" + folder + "' has no files en-XX.tsv.xz.");
        }
        List<List<Encoded>> read = new ArrayList<>(Collections.nCopies(files.size(), null));
        Map<String, int[]> rowsOfEnglish = new ConcurrentHashMap<>();
        List<Integer> numbers = IntStream.range(0, files.size()).boxed().toList();
        team.each(numbers, i -> read.set(i, encode(files.get(i), subwords, rowsOfEnglish)));
        for (int i = 0; i < files.size(); i++) {
            read.get(i).forEach(corpus::add);
            read.set(i, null);
        }
        corpus.finish(kept);
        return corpus;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Encoded(String english, int[] englishRows, int[] otherRows, String source, String lang) {}

    private static List<Encoded> encode(Path file, Subwords subwords, Map<String, int[]> rowsOfEnglish) {
        List<Encoded> encoded = new ArrayList<>();
        Map<String, String> names = new HashMap<>();
        ParallelText.read(file, (english, other, source, lang) -> {
            int[] left = rowsOfEnglish.computeIfAbsent(english, text -> subwords.encode(text, SENTENCE));
            int[] right = subwords.encode(other, SENTENCE);
            if (left.length > 0 && right.length > 0) {
                encoded.add(new Encoded(
                        english,
                        left,
                        right,
                        names.computeIfAbsent(source, s -> s),
                        names.computeIfAbsent(lang, s -> s)));
            }
        });
        return encoded;
    }

    private void add(Encoded pair) {
        int left = english.computeIfAbsent(pair.english(), e -> texts.add(pair.englishRows()));
        int right = texts.add(pair.otherRows());
        if (pair.source().equals("ntrex")) {
            if (isHeldOut(pair.english())) {
                heldOut.add(new HeldOut(pair.lang(), left, right));
                return;
            }
        }
        byLanguage
                .computeIfAbsent(pair.lang(), l -> new TreeMap<>())
                .computeIfAbsent(pair.source(), s -> new ArrayList<>())
                .add(pairs.size());
        pairs.add(new int[] {left, right});
    }

    /** One news sentence in five, by its text. */
    private static boolean isHeldOut(String english) {
        return Math.floorMod(english.hashCode(), 5) == 0;
    }

    private void finish(int kept) {
        int[] counts = new int[texts.size()];
        for (int[] pair : pairs) {
            counts[pair[0]]++;
        }
        renderings = new int[texts.size()][];
        for (int[] pair : pairs) {
            if (renderings[pair[0]] == null) {
                renderings[pair[0]] = new int[counts[pair[0]]];
            }
            renderings[pair[0]][--counts[pair[0]]] = pair[1];
        }
        newsEnglish.addAll(pairsOf("ntrex"));
        english.entrySet().stream()
                .filter(entry -> renderings[entry.getValue()] != null && texts.length(entry.getValue()) >= SAMPLED)
                // By hash, so that no source comes first, and the same ones each time.
                .sorted(Comparator.comparingInt((Map.Entry<String, Integer> entry) ->
                                entry.getKey().hashCode())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(kept)
                .forEach(entry -> sample.add(new Sentence(entry.getKey(), entry.getValue())));
        english.clear();
    }

    private List<Integer> pairsOf(String source) {
        return byLanguage.values().stream()
                .flatMap(sources -> sources.getOrDefault(source, List.of()).stream())
                .map(pair -> pairs.get(pair)[0])
                .distinct()
                .toList();
    }

    IntSlices texts() {
        return texts;
    }

    /** Language to source to numbers of pairs. */
    Map<String, Map<String, List<Integer>>> byLanguage() {
        return byLanguage;
    }

    int english(int pair) {
        return pairs.get(pair)[0];
    }

    int other(int pair) {
        return pairs.get(pair)[1];
    }

    /** Texts that render an English one. */
    int[] renderings(int english) {
        return renderings[english];
    }

    /** English sentences kept as text. */
    List<Sentence> sample() {
        return sample;
    }

    int size() {
        return pairs.size();
    }

    List<HeldOut> heldOut() {
        return heldOut;
    }

    /** English news sentences among which those held out are to be found. */
    int[] newsEnglish() {
        int[] held = heldOut.stream().mapToInt(HeldOut::english).distinct().toArray();
        int[] all = newsEnglish.stream().mapToInt(i -> i).toArray();
        int[] both = Arrays.copyOf(held, held.length + all.length);
        System.arraycopy(all, 0, both, held.length, all.length);
        return Arrays.stream(both).distinct().sorted().toArray();
    }
}
