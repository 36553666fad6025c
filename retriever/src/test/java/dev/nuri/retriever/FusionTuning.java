package dev.nuri.retriever;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.eval.PooledIndex;
import dev.nuri.retriever.eval.TrecMetrics;
import dev.nuri.retriever.fusion.Fused;
import dev.nuri.retriever.fusion.RankFusion;
import dev.nuri.retriever.fusion.RankedList;
import dev.nuri.retriever.fusion.Scored;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Compares ways of merging the legs on development queries: how {@link Ranking}'s was chosen. Arguments: the folder that
 * holds the sets, a folder for the index, the most queries to ask of a set, the embedder, and a folder for its
 * libraries. Prints each way's MRR@10 on average, how far it falls below the lexical leg in the worst set, and by set.
 */
public final class FusionTuning {

    private static final int DEPTH = 100;

    private record Asked(EvalQuery query, RankedList lexical, RankedList dense) {}

    private FusionTuning() {}

    public static void main(String[] args) throws IOException {
        List<EvalSet> sets = LexicalTuning.sets(Path.of(args[0]));
        int most = Integer.parseInt(args[2]);
        LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
        EmbedderProvider provider = ServiceLoader.load(EmbedderProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> p.name().equals(args[3]))
                .findFirst()
                .orElseThrow();
        try (Embedder embedder = provider.open(Path.of(args[4]));
                PassageStore store = PassageStores.lucene(Path.of(args[1]), analyzers, embedder, 0)) {
            PooledIndex pool = PooledIndex.write(sets, LexicalTuning.kept(store), embedder, ProgressListener.NONE);
            HybridRetriever retriever = new HybridRetriever(store, LanguageIdentifiers.standard(), analyzers, embedder);
            Map<String, List<Asked>> asked = new LinkedHashMap<>();
            for (EvalSet set : sets) {
                List<Asked> list = set.judged(Split.DEV).stream()
                        .limit(most)
                        .map(query -> ask(retriever, query))
                        .toList();
                if (!list.isEmpty()) {
                    asked.put(set.name(), list);
                }
            }
            compare(asked, pool);
            cosines(asked, pool, retriever);
        }
    }

    /** How near relevant passages are, and how near the nearest ones are to words without a meaning. */
    private static void cosines(Map<String, List<Asked>> asked, PooledIndex pool, HybridRetriever retriever) {
        asked.forEach((set, queries) -> {
            double[] relevant = queries.stream()
                    .flatMap(a -> a.dense().items().stream()
                            .filter(item -> a.query().qrels().containsKey(pool.evalId(item.id()))))
                    .mapToDouble(Scored::score)
                    .sorted()
                    .toArray();
            System.out.printf(Locale.ROOT, "relevant in %s: %s%n", set, tenths(relevant));
        });
        Random random = new Random(1);
        double[] nonsense = IntStream.range(0, 500)
                .mapToObj(i -> random.ints(2 + random.nextInt(4), 3, 9)
                        .mapToObj(n -> random.ints(n, 'a', 'z' + 1)
                                .mapToObj(Character::toString)
                                .collect(Collectors.joining()))
                        .collect(Collectors.joining(" ")))
                .map(text -> retriever.within(SearchRequest.of(Viewer.OPERATOR, text, DEPTH), Search::denseLeg))
                .filter(list -> list != null && !list.items().isEmpty())
                .mapToDouble(list -> list.items().getFirst().score())
                .sorted()
                .toArray();
        System.out.println("nearest to nonsense: " + tenths(nonsense));
    }

    private static String tenths(double[] sorted) {
        List<String> tenths = new ArrayList<>();
        for (double share : new double[] {0, 0.01, 0.05, 0.1, 0.5, 0.9, 0.95, 0.99}) {
            tenths.add(String.format(
                    Locale.ROOT,
                    "%.0f%% %.3f",
                    share * 100,
                    sorted.length == 0 ? 0 : sorted[(int) (share * (sorted.length - 1))]));
        }
        return String.join("  ", tenths);
    }

    private static Asked ask(HybridRetriever retriever, EvalQuery query) {
        return retriever.within(SearchRequest.of(Viewer.OPERATOR, query.question(), DEPTH), search -> {
            search.ranking(Ranking.FUSED_DEPTH);
            RankedList dense = search.denseLeg();
            return new Asked(query, search.lexicalLeg(), dense == null ? new RankedList("dense", List.of()) : dense);
        });
    }

    private static void compare(Map<String, List<Asked>> asked, PooledIndex pool) {
        Map<String, Double> lexical = figures(asked, pool, a -> RankFusion.alone(a.lexical()));
        print("lexical", lexical, lexical);
        print("dense", figures(asked, pool, a -> RankFusion.alone(a.dense())), lexical);
        for (double weight : new double[] {0.05, 0.1, 0.2, 0.3, 0.5, 1}) {
            print("rrf " + weight, figures(asked, pool, a -> byReciprocalRank(a, weight)), lexical);
        }
        for (double weight : new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1}) {
            print(
                    "scores " + weight,
                    figures(
                            asked,
                            pool,
                            a -> RankFusion.fuse(List.of(a.lexical(), a.dense()), Map.of("dense", weight))),
                    lexical);
        }
    }

    /** Cormack, Clarke and Büttcher, SIGIR 2009, with their constant: each list's scores replaced by those of its ranks. */
    private static List<Fused> byReciprocalRank(Asked asked, double denseWeight) {
        return RankFusion.fuse(
                List.of(reciprocal(asked.lexical()), reciprocal(asked.dense())), Map.of("dense", denseWeight));
    }

    private static RankedList reciprocal(RankedList list) {
        List<Scored> items = new ArrayList<>();
        for (Scored item : list.items()) {
            items.add(new Scored(item.id(), item.doc(), 1 / (61.0 + items.size())));
        }
        return new RankedList(list.leg(), items);
    }

    private static Map<String, Double> figures(
            Map<String, List<Asked>> asked, PooledIndex pool, Function<Asked, List<Fused>> way) {
        Map<String, Double> figures = new LinkedHashMap<>();
        asked.forEach((set, queries) -> figures.put(
                set,
                queries.stream()
                        .mapToDouble(a -> TrecMetrics.of(
                                        way.apply(a).stream()
                                                .limit(DEPTH)
                                                .map(f -> new TrecMetrics.Entry(
                                                        pool.evalId(f.item().id()),
                                                        f.item().score()))
                                                .toList(),
                                        a.query().qrels())
                                .mrrAt10())
                        .average()
                        .orElse(0)));
        return figures;
    }

    private static void print(String way, Map<String, Double> figures, Map<String, Double> lexical) {
        List<String> bySet = new ArrayList<>();
        figures.forEach((set, mrr) -> bySet.add(String.format(Locale.ROOT, "%s %.3f", set, mrr)));
        double worst = figures.keySet().stream()
                .mapToDouble(set -> figures.get(set) - lexical.get(set))
                .min()
                .orElse(0);
        double average = Arrays.stream(
                        figures.values().stream().mapToDouble(x -> x).toArray())
                .average()
                .orElse(0);
        System.out.printf(
                Locale.ROOT, "%-12s average %.4f, worst %+.4f  %s%n", way, average, worst, String.join("  ", bySet));
    }
}
