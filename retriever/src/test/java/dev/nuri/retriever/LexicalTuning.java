package dev.nuri.retriever;

import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageIndexer;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.eval.CrossLingual;
import dev.nuri.retriever.eval.PooledIndex;
import dev.nuri.retriever.lexical.LexicalWeights;
import dev.nuri.retriever.query.LanguageChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Compares settings of the lexical leg on development queries: how {@link LexicalWeights#STANDARD} and
 * {@link LanguageChoice#STANDARD} were chosen. Arguments: the folder that holds the sets, a folder for the index, the
 * most queries to ask of a set, then settings {@code body,title,neutralBody,neutralTitle,names,identifiers,compounds,k1,b,minProbability,floor}.
 */
public final class LexicalTuning {

    private LexicalTuning() {}

    public static void main(String[] args) throws IOException {
        List<EvalSet> sets = sets(Path.of(args[0]));
        int most = Integer.parseInt(args[2]);
        LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
        try (PassageStore store = PassageStores.lucene(Path.of(args[1]), analyzers, null, 0)) {
            PooledIndex pool = PooledIndex.write(sets, kept(store), null, ProgressListener.NONE);
            List<EvalSet> dev = sets.stream().map(set -> development(set, most)).toList();
            for (String settings : Arrays.asList(args).subList(3, args.length)) {
                double[] s = Stream.of(settings.split(","))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
                HybridRetriever retriever = new HybridRetriever(
                        store,
                        LanguageIdentifiers.standard(),
                        analyzers,
                        null,
                        Synonyms.NONE,
                        new LexicalWeights(s[0], s[1], s[2], s[3], s[4], s[5], s[6], 2, s[7], s[8]),
                        new LanguageChoice(s[9], s[10]));
                print(
                        settings,
                        new RetrievalMeasurement(retriever, pool, null, Split.DEV, ProgressListener.NONE)
                                .measure(dev, CrossLingual.read(List.of(), List.of(), Split.DEV)));
            }
        }
    }

    /** The store, or a sink when it still holds the passages of an earlier run. */
    static PassageIndexer kept(PassageStore store) {
        try (IndexSnapshot snapshot = store.snapshot(Viewer.OPERATOR)) {
            return snapshot.collections().isEmpty() ? store : new Sink();
        }
    }

    private static final class Sink implements PassageIndexer {
        @Override
        public void replace(SourceDocument document, List<Passage> passages, float[][] vectors) {}

        @Override
        public void delete(String documentId) {}

        @Override
        public void commit() {}
    }

    static List<EvalSet> sets(Path root) throws IOException {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.sorted().map(EvalSet::read).toList();
        }
    }

    private static EvalSet development(EvalSet set, int most) {
        List<EvalQuery> queries = set.judged(Split.DEV).stream().limit(most).toList();
        return new EvalSet(set.name(), set.passages(), queries);
    }

    private static void print(String settings, RetrievalReport report) {
        List<String> figures = new ArrayList<>();
        report.sets()
                .forEach((name, set) -> figures.add(String.format(
                        Locale.ROOT, "%s %.3f", name, set.legs().lexical().mrrAt10())));
        System.out.printf(
                Locale.ROOT,
                "%s: mrr@10 %.4f ndcg@10 %.4f r@100 %.4f p50 %.1f ms p95 %.1f ms  %s%n",
                settings,
                report.average().lexical().mrrAt10(),
                report.average().lexical().ndcgAt10(),
                report.average().lexical().recallAt100(),
                report.latencyMs().p50(),
                report.latencyMs().p95(),
                String.join("  ", figures));
    }
}
