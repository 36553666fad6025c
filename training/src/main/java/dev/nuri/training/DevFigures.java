package dev.nuri.training;

import dev.nuri.retriever.Split;
import dev.nuri.student.Subwords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a student in training is measured on: dev questions and news sentences that take no part in training. */
final class DevFigures {

    private static final int CUT = 10;

    private final Corpus corpus;
    private final QaText qa;
    private final Map<String, Xquad> xquad = new TreeMap<>(); // by language
    private final Team team;

    private static final class Xquad {
        final List<int[]> passages = new ArrayList<>();
        final Map<String, Integer> passageIds = new HashMap<>();
        final List<int[]> sentences = new ArrayList<>();
        final Map<String, Integer> sentenceIds = new HashMap<>();
        final List<Asked> asked = new ArrayList<>();
        final Map<String, Integer> sentenceOf = new HashMap<>(); // by what parallel questions share
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Asked(int[] rows, int passage, String parallel) {}

    DevFigures(Corpus corpus, QaText qa, List<Path> parallelSets, Subwords subwords, Team team) {
        this.corpus = corpus;
        this.qa = qa;
        this.team = team;
        for (Path folder : parallelSets) {
            String name = folder.getFileName().toString();
            xquad.put(name.substring(name.lastIndexOf('-') + 1), xquad(folder, subwords));
        }
    }

    private static Xquad xquad(Path folder, Subwords subwords) {
        Xquad set = new Xquad();
        QaText.lines(folder.resolve("passages.jsonl.gz"), line -> {
            set.passageIds.put(line.path("id").asText(), set.passages.size());
            set.passages.add(subwords.encode(line.path("text").asText(), 512));
        });
        QaText.lines(folder.resolve("sentences.jsonl.gz"), line -> {
            set.sentenceIds.put(line.path("id").asText(), set.sentences.size());
            set.sentences.add(subwords.encode(line.path("text").asText(), 512));
        });
        QaText.lines(folder.resolve("queries.jsonl.gz"), line -> {
            String parallel = line.path("parallel_id").asText();
            set.sentenceOf.put(
                    parallel, set.sentenceIds.get(line.path("sentence_id").asText()));
            if (Split.DEV.includes(line.path("id").asText())) {
                set.asked.add(new Asked(
                        subwords.encode(line.path("question").asText(), 512),
                        set.passageIds.get(line.path("passage_id").asText()),
                        parallel));
            }
        });
        return set;
    }

    /** Name to figure, each in [0, 1]. */
    Map<String, Double> measure(Parameters parameters) {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (String lang : xquad.keySet()) {
            figures.put(lang, paragraphs(parameters, xquad.get(lang), xquad.get(lang)));
        }
        for (String lang : xquad.keySet()) {
            if (!lang.equals("en") && xquad.containsKey("en")) {
                figures.put(lang + ">en", paragraphs(parameters, xquad.get(lang), xquad.get("en")));
            }
        }
        if (!xquad.isEmpty()) {
            figures.put("mAP", pooled(parameters));
        }
        news(parameters, figures);
        qa.range.keySet().stream().sorted().forEach(set -> questions(parameters, set, figures));
        return figures;
    }

    private float[][] embed(Parameters parameters, List<int[]> texts) {
        float[][] vectors = new float[texts.size()][];
        team.blocks(vectors.length, (from, to) -> {
            for (int i = from; i < to; i++) {
                vectors[i] = parameters.embed(texts.get(i));
            }
        });
        return vectors;
    }

    private double paragraphs(Parameters parameters, Xquad asking, Xquad answering) {
        float[][] passages = embed(parameters, answering.passages);
        float[][] questions =
                embed(parameters, asking.asked.stream().map(Asked::rows).toList());
        double sum = 0;
        for (int i = 0; i < questions.length; i++) {
            sum += reciprocalRank(questions[i], passages, 0, passages.length, asking.asked.get(i).passage);
        }
        return sum / questions.length;
    }

    /** Reciprocal of the relevant passage's rank among those in [from, to), 0 beyond the first ten. */
    private static double reciprocalRank(float[] question, float[][] passages, int from, int to, int relevant) {
        float own = Products.dot(question, passages[relevant]);
        int rank = 1;
        for (int j = from; j < to && rank <= CUT; j++) {
            if (j != relevant && Products.dot(question, passages[j]) >= own) {
                rank++;
            }
        }
        return rank > CUT ? 0 : 1.0 / rank;
    }

    /** Mean average precision over the sentences of all languages; each rendering of the answer's sentence counts. */
    private double pooled(Parameters parameters) {
        List<float[][]> sentences = new ArrayList<>();
        xquad.values().forEach(set -> sentences.add(embed(parameters, set.sentences)));
        double sum = 0;
        int n = 0;
        for (Xquad set : xquad.values()) {
            float[][] questions =
                    embed(parameters, set.asked.stream().map(Asked::rows).toList());
            for (int i = 0; i < questions.length; i++) {
                sum += averagePrecision(questions[i], sentences, set.asked.get(i).parallel);
                n++;
            }
        }
        return sum / n;
    }

    private double averagePrecision(float[] question, List<float[][]> pools, String parallel) {
        List<Xquad> sets = List.copyOf(xquad.values());
        int[] better = new int[pools.size()];
        for (int p = 0; p < pools.size(); p++) {
            float own =
                    Products.dot(question, pools.get(p)[sets.get(p).sentenceOf.get(parallel)]);
            for (float[][] pool : pools) {
                for (float[] sentence : pool) {
                    better[p] += Products.dot(question, sentence) > own ? 1 : 0;
                }
            }
        }
        Arrays.sort(better);
        double sum = 0;
        for (int p = 0; p < better.length; p++) {
            sum += (p + 1.0) / (better[p] + 1);
        }
        return sum / better.length;
    }

    /** Accuracy of finding the English news sentence, over languages of many scripts. */
    private void news(Parameters parameters, Map<String, Double> figures) {
        int[] pool = corpus.newsEnglish();
        if (pool.length == 0) {
            return;
        }
        List<int[]> english = new ArrayList<>();
        for (int text : pool) {
            english.add(corpus.texts().get(text));
        }
        float[][] vectors = embed(parameters, english);
        Map<String, double[]> hits = new TreeMap<>();
        for (Corpus.HeldOut held : corpus.heldOut()) {
            float[] query = parameters.embed(corpus.texts().get(held.other()));
            int relevant = Arrays.binarySearch(pool, held.english());
            double hit = reciprocalRank(query, vectors, 0, vectors.length, relevant) == 1 ? 1 : 0;
            double[] sums = hits.computeIfAbsent(held.lang(), l -> new double[2]);
            sums[0] += hit;
            sums[1]++;
        }
        figures.put(
                "news",
                hits.values().stream().mapToDouble(s -> s[0] / s[1]).average().orElse(0));
        for (String lang : List.of("de", "ko", "ja", "zh", "th", "hi", "ar", "sw", "fi", "km")) {
            if (hits.containsKey(lang)) {
                figures.put("news." + lang, hits.get(lang)[0] / hits.get(lang)[1]);
            }
        }
    }

    private void questions(Parameters parameters, String set, Map<String, Double> figures) {
        List<QaText.Question> asked =
                qa.validation.stream().filter(q -> q.set().equals(set)).toList();
        if (asked.isEmpty()) {
            return;
        }
        int[] range = qa.range.get(set);
        float[][] passages = embed(parameters, qa.passages.subList(range[0], range[1]));
        double sum = 0;
        for (QaText.Question question : asked) {
            sum += reciprocalRank(
                    parameters.embed(question.rows()), passages, 0, passages.length, question.passage() - range[0]);
        }
        figures.put(set, sum / asked.size());
    }
}
