package dev.nuri.retriever;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.eval.PooledIndex;
import dev.nuri.retriever.fusion.Fused;
import dev.nuri.retriever.rerank.LearnedRanking;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;

/**
 * Learns the weights of {@link LearnedRanking}. Arguments: the folder that holds the sets, a folder for the index, the
 * embedder, and a folder for its libraries. Asks the development questions that the bundled student did not learn from;
 * those that have renderings also of the passages of the other languages. Prints MRR@10 per set of the fused ranking, and
 * of the learned one with weights from the other three quarters of the questions; then the weights from all.
 */
public final class RankingTuning {

    /** Sets that the student learned nothing from; of the others it did not see a quarter of the dev questions. */
    private static final List<String> UNSEEN = List.of("xquad-r-", "korquad");

    private static final int FOLDS = 4;
    private static final int EPOCHS = 60;
    private static final int BATCH = 256;
    private static final double RATE = 0.05;
    private static final double DECAY = 1e-3;

    /**
     * The candidates of a question.
     *
     * @param set what it counts for
     * @param features {@code [candidates][features]}
     * @param relevant by candidate
     * @param before reciprocal rank at 10 in the ranking as it is
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Example(String set, double[][] features, boolean[] relevant, double before) {

        double reciprocalRank(double[] weights) {
            double best = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < relevant.length; i++) {
                best = relevant[i] ? Math.max(best, score(features[i], weights)) : best;
            }
            int rank = 1;
            for (int i = 0; i < relevant.length; i++) {
                rank += !relevant[i] && score(features[i], weights) >= best ? 1 : 0;
            }
            return rank > 10 || best == Double.NEGATIVE_INFINITY ? 0 : 1.0 / rank;
        }

        boolean answered() {
            return IntStream.range(0, relevant.length).anyMatch(i -> relevant[i]);
        }
    }

    private final List<Example> examples = new ArrayList<>();
    private final HybridRetriever retriever;
    private final PooledIndex pool;

    private RankingTuning(HybridRetriever retriever, PooledIndex pool) {
        this.retriever = retriever;
        this.pool = pool;
    }

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        List<EvalSet> sets = LexicalTuning.sets(root);
        LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
        EmbedderProvider provider = ServiceLoader.load(EmbedderProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> p.name().equals(args[2]))
                .findFirst()
                .orElseThrow();
        try (Embedder embedder = provider.open(Path.of(args[3]));
                PassageStore store = PassageStores.lucene(Path.of(args[1]), analyzers, embedder, 0)) {
            PooledIndex pool = PooledIndex.write(sets, LexicalTuning.kept(store), embedder, ProgressListener.NONE);
            HybridRetriever retriever = new HybridRetriever(store, LanguageIdentifiers.standard(), analyzers, embedder);
            RankingTuning tuning = new RankingTuning(retriever, pool);
            Renderings renderings = Renderings.read(root, sets);
            for (EvalSet set : sets) {
                tuning.ask(set, renderings);
            }
            tuning.learn();
        }
    }

    /** Passages that answer a question in each language. */
    private record Renderings(Map<String, String> questions, Map<String, Map<String, String>> passages) {

        static Renderings read(Path root, List<EvalSet> sets) throws IOException {
            Renderings renderings = new Renderings(new HashMap<>(), new TreeMap<>());
            for (EvalSet set : sets) {
                Path queries = root.resolve(set.name()).resolve("queries.jsonl.gz");
                try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(queries)), StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        renderings.add(new ObjectMapper().readTree(line));
                    }
                }
            }
            return renderings;
        }

        private void add(JsonNode query) {
            String shared = query.path("parallel_id").asText("");
            if (!shared.isEmpty()) {
                questions.put(query.path("id").asText(), shared);
                passages.computeIfAbsent(query.path("lang").asText(), lang -> new HashMap<>())
                        .put(shared, query.path("passage_id").asText());
            }
        }
    }

    private void ask(EvalSet set, Renderings renderings) {
        boolean unseen = UNSEEN.stream().anyMatch(set.name()::startsWith);
        for (EvalQuery query : set.judged(Split.DEV)) {
            if (unseen || crc(query.id()) / 2 % 4 == 0) {
                ask(set.name(), query.question(), Map.of(), query.qrels());
                String shared = renderings.questions.get(query.id());
                renderings.passages.forEach((lang, passages) -> {
                    if (shared != null && !lang.equals(query.lang()) && passages.containsKey(shared)) {
                        ask(
                                query.lang() + ">" + lang,
                                query.question(),
                                Map.of(SearchRequest.LANG_FILTER, List.of(lang)),
                                Map.of(passages.get(shared), 1));
                    }
                });
            }
        }
    }

    private static long crc(String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private void ask(String set, String question, Map<String, List<String>> filters, Map<String, Integer> qrels) {
        SearchRequest request;
        try {
            request = new SearchRequest(question, null, null, filters, 10, null, false, SearchRequest.Legs.HYBRID);
        } catch (NuriException e) {
            return; // such as one of punctuation
        }
        Example example = retriever.within(request, search -> {
            List<Fused> ranking = search.ranking(Ranking.FUSED_DEPTH);
            if (search.denseLeg() == null || search.lexicalLeg().items().isEmpty()) {
                return null;
            }
            List<Fused> fused = Ranking.of(search.lexicalLeg(), search.denseLeg());
            Set<Integer> numbers = LearnedRanking.head(search.lexicalLeg(), search.denseLeg());
            List<Fused> head = ranking.stream()
                    .filter(entry -> numbers.contains(entry.item().doc()))
                    .toList();
            boolean[] relevant = new boolean[head.size()];
            for (int i = 0; i < relevant.length; i++) {
                relevant[i] = isRelevant(head.get(i), qrels);
            }
            int rank = 1
                    + (int) fused.stream()
                            .takeWhile(entry -> !isRelevant(entry, qrels))
                            .count();
            return new Example(
                    set,
                    LearnedRanking.features(head.stream().map(Fused::evidence).toList()),
                    relevant,
                    rank > 10 ? 0 : 1.0 / rank);
        });
        if (example != null) {
            examples.add(example);
        }
    }

    private boolean isRelevant(Fused entry, Map<String, Integer> qrels) {
        return qrels.getOrDefault(pool.evalId(entry.item().id()), 0) > 0;
    }

    private void learn() {
        Map<String, double[]> sums = new TreeMap<>(); // by set: before, after, questions
        for (int fold = 0; fold < FOLDS; fold++) {
            int left = fold;
            double[] weights = weights(IntStream.range(0, examples.size())
                    .filter(i -> i % FOLDS != left)
                    .mapToObj(examples::get)
                    .toList());
            for (int i = fold; i < examples.size(); i += FOLDS) {
                Example example = examples.get(i);
                double[] sum = sums.computeIfAbsent(example.set, set -> new double[3]);
                sum[0] += example.before;
                sum[1] += example.reciprocalRank(weights);
                sum[2]++;
            }
        }
        sums.forEach((set, sum) -> System.out.printf(
                Locale.ROOT, "%-16s fused %.4f learned %.4f of %.0f%n", set, sum[0] / sum[2], sum[1] / sum[2], sum[2]));
        for (boolean across : new boolean[] {false, true}) {
            double[] average = new double[2];
            List<double[]> counted = sums.entrySet().stream()
                    .filter(entry -> entry.getKey().contains(">") == across)
                    .map(Map.Entry::getValue)
                    .toList();
            counted.forEach(sum -> {
                average[0] += sum[0] / sum[2] / counted.size();
                average[1] += sum[1] / sum[2] / counted.size();
            });
            System.out.printf(
                    Locale.ROOT,
                    "average %s fused %.4f learned %.4f%n",
                    across ? "across languages" : "within",
                    average[0],
                    average[1]);
        }
        System.out.println("weights " + Arrays.toString(weights(examples)));
    }

    /** Adam on the cross-entropy of the softmax over the candidates of a question; sets count by the root of their size. */
    private static double[] weights(List<Example> all) {
        List<Example> answered = all.stream().filter(Example::answered).toList();
        Map<String, Integer> sizes = new HashMap<>();
        answered.forEach(example -> sizes.merge(example.set, 1, Integer::sum));
        int n = answered.getFirst().features[0].length;
        double[] weights = new double[n];
        double[] first = new double[n];
        double[] second = new double[n];
        int batches = (answered.size() + BATCH - 1) / BATCH;
        for (int step = 1; step <= EPOCHS * batches; step++) {
            double[] gradient = new double[n];
            double total = 0;
            for (int i = step % batches; i < answered.size(); i += batches) {
                double share = 1 / Math.sqrt(sizes.get(answered.get(i).set));
                add(gradient, answered.get(i), weights, share);
                total += share;
            }
            double rate = RATE * (1 - (double) step / (EPOCHS * batches));
            for (int f = 0; f < n; f++) {
                double g = gradient[f] / total + DECAY * weights[f];
                first[f] = 0.9 * first[f] + 0.1 * g;
                second[f] = 0.999 * second[f] + 0.001 * g * g;
                weights[f] -= rate
                        * (first[f] / (1 - Math.pow(0.9, step)))
                        / (Math.sqrt(second[f] / (1 - Math.pow(0.999, step))) + 1e-8);
            }
        }
        return weights;
    }

    private static void add(double[] gradient, Example example, double[] weights, double share) {
        double[] likelihoods = new double[example.relevant.length];
        double all = 0;
        double relevant = 0;
        for (int i = 0; i < likelihoods.length; i++) {
            likelihoods[i] = Math.exp(score(example.features[i], weights));
            all += likelihoods[i];
            relevant += example.relevant[i] ? likelihoods[i] : 0;
        }
        for (int i = 0; i < likelihoods.length; i++) {
            double excess = likelihoods[i] / all - (example.relevant[i] ? likelihoods[i] / relevant : 0);
            for (int f = 0; f < weights.length; f++) {
                gradient[f] += share * excess * example.features[i][f];
            }
        }
    }

    private static double score(double[] features, double[] weights) {
        double score = 0;
        for (int f = 0; f < weights.length; f++) {
            score += weights[f] * features[f];
        }
        return score;
    }
}
