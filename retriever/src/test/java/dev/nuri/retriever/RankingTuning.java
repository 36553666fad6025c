package dev.nuri.retriever;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.eval.CrossLingual;
import dev.nuri.retriever.eval.PooledIndex;
import dev.nuri.retriever.fusion.Fused;
import dev.nuri.retriever.fusion.Scored;
import dev.nuri.retriever.rerank.LearnedRanking;
import dev.nuri.retriever.rerank.RankingTrainer;
import dev.nuri.retriever.rerank.RankingTrainer.Question;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * Learns the network of {@link LearnedRanking}. Arguments: the folder that holds the sets, a folder for the index, the
 * embedder, a folder for its libraries, and the file to write the network to. Asks the development questions that the
 * bundled student did not learn from; those that have renderings also of the passages of the other languages. Prints
 * MRR@10 per set of the legs, the fused ranking, and the one learned from the other three quarters of the questions; then
 * learns from all.
 */
public final class RankingTuning {

    /** Sets that the student learned nothing from; of the others it did not see a quarter of the dev questions. */
    private static final List<String> UNSEEN = List.of("xquad-r-", "korquad");

    private static final int FOLDS = 4;
    private static final long SEED = 1;

    /**
     * A question with its candidates.
     *
     * @param before reciprocal ranks at 10 in the legs and the fused ranking
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Example(Question question, double[] before) {

        void add(RankingTrainer.Learned network, Map<String, double[]> sums) {
            double[] sum = sums.computeIfAbsent(question.set(), set -> new double[before.length + 2]);
            for (int i = 0; i < before.length; i++) {
                sum[i] += before[i];
            }
            sum[before.length] += reciprocalRank(network);
            sum[before.length + 1]++;
        }

        private double reciprocalRank(RankingTrainer.Learned network) {
            double[] scores = Arrays.stream(question.features())
                    .mapToDouble(network::score)
                    .toArray();
            double best = IntStream.range(0, scores.length)
                    .filter(i -> question.relevant()[i])
                    .mapToDouble(i -> scores[i])
                    .max()
                    .orElse(Double.POSITIVE_INFINITY);
            long better = IntStream.range(0, scores.length)
                    .filter(i -> !question.relevant()[i] && scores[i] >= best)
                    .count();
            return best == Double.POSITIVE_INFINITY ? 0 : reciprocal(better);
        }
    }

    private static double reciprocal(long better) {
        return better < 10 ? 1.0 / (better + 1) : 0;
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
            for (EvalSet set : sets) {
                set.judged(Split.DEV).stream()
                        .filter(query -> unseen(set.name(), query))
                        .forEach(query -> tuning.ask(set.name(), query, Map.of()));
            }
            List<Path> folders =
                    sets.stream().map(set -> root.resolve(set.name())).toList();
            for (CrossLingual.Pair pair :
                    CrossLingual.read(folders, sets, Split.DEV).pairs()) {
                Map<String, List<String>> filters = Map.of(SearchRequest.LANG_FILTER, List.of(pair.lang()));
                pair.queries().forEach(query -> tuning.ask(pair.name(), query, filters));
            }
            tuning.learn(Path.of(args[4]));
        }
    }

    private static boolean unseen(String set, EvalQuery query) {
        return UNSEEN.stream().anyMatch(set::startsWith) || crc(query.id()) / 2 % 4 == 0;
    }

    private static long crc(String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private void ask(String set, EvalQuery query, Map<String, List<String>> filters) {
        SearchRequest request;
        try {
            request = new SearchRequest(
                    Viewer.OPERATOR, query.question(), null, null, filters, 10, null, false, SearchRequest.Legs.HYBRID);
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
                relevant[i] = isRelevant(head.get(i).item(), query.qrels());
            }
            return new Example(
                    Question.of(set, head.stream().map(Fused::evidence).toList(), relevant), new double[] {
                        reciprocalRank(search.lexicalLeg().items(), query.qrels()),
                        reciprocalRank(search.denseLeg().items(), query.qrels()),
                        reciprocalRank(fused.stream().map(Fused::item).toList(), query.qrels())
                    });
        });
        if (example != null) {
            examples.add(example);
        }
    }

    private double reciprocalRank(List<Scored> ranking, Map<String, Integer> qrels) {
        return reciprocal(
                ranking.stream().takeWhile(item -> !isRelevant(item, qrels)).count());
    }

    private boolean isRelevant(Scored item, Map<String, Integer> qrels) {
        return qrels.getOrDefault(pool.evalId(item.id()), 0) > 0;
    }

    private void learn(Path file) throws IOException {
        Map<String, double[]> sums = new TreeMap<>(); // by set: lexical, dense, fused, learned, questions
        for (int fold = 0; fold < FOLDS; fold++) {
            int left = fold;
            RankingTrainer.Learned network = RankingTrainer.learn(
                    IntStream.range(0, examples.size())
                            .filter(i -> i % FOLDS != left)
                            .mapToObj(i -> examples.get(i).question)
                            .toList(),
                    SEED);
            for (int i = fold; i < examples.size(); i += FOLDS) {
                examples.get(i).add(network, sums);
            }
        }
        sums.forEach((set, sum) -> print(set, List.of(sum)));
        for (boolean across : new boolean[] {false, true}) {
            print(
                    across ? "across languages" : "within one",
                    sums.entrySet().stream()
                            .filter(entry -> entry.getKey().contains(">") == across)
                            .map(Map.Entry::getValue)
                            .toList());
        }
        RankingTrainer.learn(examples.stream().map(e -> e.question).toList(), SEED)
                .write(file);
    }

    private static void print(String label, List<double[]> sums) {
        double[] averages = new double[4];
        sums.forEach(sum -> Arrays.setAll(averages, i -> averages[i] + sum[i] / sum[4] / sums.size()));
        System.out.printf(
                Locale.ROOT,
                "%-16s lexical %.4f dense %.4f fused %.4f learned %.4f of %.0f%n",
                label,
                averages[0],
                averages[1],
                averages[2],
                averages[3],
                sums.stream().mapToDouble(sum -> sum[4]).sum());
    }
}
