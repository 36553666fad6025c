package dev.nuri.retriever.eval;

import dev.nuri.indexer.Embedder;
import dev.nuri.retriever.EvalSet.EvalPassage;
import dev.nuri.retriever.Split;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.VectorUtil;

/** The vectors of sets that are renderings of each other: how well an embedder alone finds across languages. */
public final class VectorsAcross {

    private static final int CUT = 10;

    private final List<Embedded> sets = new ArrayList<>();

    private record Embedded(ParallelSet set, Vectors questions, Vectors passages, Vectors sentences) {}

    /** Vectors by id. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Vectors(Map<String, Integer> numbers, float[][] all) {
        float[] of(String id) {
            return all[numbers.get(id)];
        }
    }

    static VectorsAcross of(List<ParallelSet> sets, Split split, Embedder embedder) {
        VectorsAcross vectors = new VectorsAcross();
        sets.forEach(set -> vectors.add(set, split, embedder));
        return vectors;
    }

    private void add(ParallelSet set, Split split, Embedder embedder) {
        List<EvalPassage> questions = set.set().judged(split).stream()
                .map(query -> new EvalPassage(query.id(), query.lang(), "", query.question()))
                .toList();
        sets.add(new Embedded(
                set,
                vectors(questions, embedder, Embedder.Role.QUERY),
                vectors(set.set().passages(), embedder, Embedder.Role.PASSAGE),
                vectors(set.sentences(), embedder, Embedder.Role.PASSAGE)));
    }

    private static Vectors vectors(List<EvalPassage> texts, Embedder embedder, Embedder.Role role) {
        Map<String, Integer> numbers = new HashMap<>();
        texts.forEach(text -> numbers.put(text.id(), numbers.size()));
        return new Vectors(
                numbers, embedder.embed(texts.stream().map(EvalPassage::text).toList(), role));
    }

    /**
     * {@code de>en}: mean reciprocal rank at 10 of questions in the first language over the passages of the second, which
     * hold an answer each in that language.
     */
    public Map<String, Double> reciprocalRanks() {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Embedded asking : sets) {
            for (Embedded answering : sets) {
                figures.put(
                        asking.set.lang() + ">" + answering.set.lang(),
                        asking.questions.numbers.keySet().stream()
                                .mapToDouble(id -> reciprocalRank(asking, id, answering))
                                .average()
                                .orElse(0));
            }
        }
        return figures;
    }

    private static double reciprocalRank(Embedded asking, String question, Embedded answering) {
        ParallelSet.Answer answer =
                answering.set.answers().get(asking.set.parallelIds().get(question));
        if (answer == null) {
            return 0;
        }
        float[] vector = asking.questions.of(question);
        int better = better(vector, answering.passages.all, dot(vector, answering.passages.of(answer.passage())));
        return better < CUT ? 1.0 / (better + 1) : 0;
    }

    /** Texts strictly nearer than one. */
    private static int better(float[] vector, float[][] texts, float than) {
        return (int)
                Arrays.stream(texts).filter(text -> dot(vector, text) > than).count();
    }

    /**
     * Mean average precision of questions of all languages over the sentences of all languages together, where each
     * rendering of the sentence that answers is relevant (Roy et al., LAReQA, arXiv 2004.05484).
     */
    public double averagePrecision() {
        double sum = 0;
        int n = 0;
        for (Embedded asking : sets) {
            for (String question : asking.questions.numbers.keySet()) {
                sum += averagePrecision(
                        asking.questions.of(question), asking.set.parallelIds().get(question));
                n++;
            }
        }
        return n == 0 ? 0 : sum / n;
    }

    private double averagePrecision(float[] question, String parallelId) {
        int[] ranks = sets.stream()
                .filter(set -> set.set.answers().containsKey(parallelId))
                .mapToInt(set -> rank(
                        question,
                        set.sentences.of(set.set.answers().get(parallelId).sentence())))
                .sorted()
                .toArray();
        double sum = 0;
        for (int i = 0; i < ranks.length; i++) {
            sum += (i + 1.0) / Math.max(i + 1, ranks[i]);
        }
        return ranks.length == 0 ? 0 : sum / ranks.length;
    }

    private int rank(float[] question, float[] sentence) {
        float score = dot(question, sentence);
        return 1
                + sets.stream()
                        .mapToInt(set -> better(question, set.sentences.all, score))
                        .sum();
    }

    private static float dot(float[] a, float[] b) {
        return VectorUtil.dotProduct(a, b);
    }
}
