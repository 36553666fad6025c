package dev.nuri.retriever;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.RetrievalReport.Latency;
import dev.nuri.retriever.RetrievalReport.Legs;
import dev.nuri.retriever.RetrievalReport.QueryFigures;
import dev.nuri.retriever.RetrievalReport.SetFigures;
import dev.nuri.retriever.eval.CrossLingual;
import dev.nuri.retriever.eval.PooledIndex;
import dev.nuri.retriever.eval.TrecMetrics;
import dev.nuri.retriever.eval.TrecMetrics.Entry;
import dev.nuri.retriever.eval.VectorsAcross;
import dev.nuri.retriever.fusion.Fused;
import dev.nuri.retriever.fusion.RankFusion;
import dev.nuri.retriever.fusion.RankedList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Asks the queries of evaluation sets of a pooled index and scores the rankings. */
final class RetrievalMeasurement {

    /** Deep enough for recall@100. */
    private static final int DEPTH = 100;

    /** Whole searches timed, drawn over all sets alike. */
    private static final int TIMED = 1_000;

    private static final int WARM_UP = 200;
    private static final String NO_JUDGEMENTS = "Its queries name no relevant passage: candidates are not judgements.";
    private static final String NO_QUERIES = "It has no answerable query in this split.";

    private final HybridRetriever retriever;
    private final PooledIndex pool;
    private final Embedder embedder;
    private final Split split;
    private final ProgressListener progress;

    RetrievalMeasurement(
            HybridRetriever retriever, PooledIndex pool, Embedder embedder, Split split, ProgressListener progress) {
        this.retriever = retriever;
        this.pool = pool;
        this.embedder = embedder;
        this.split = split;
        this.progress = progress;
    }

    RetrievalReport measure(List<EvalSet> sets, CrossLingual crossLingual) {
        Map<String, SetFigures> figures = new LinkedHashMap<>();
        Map<String, String> skipped = new LinkedHashMap<>();
        List<EvalQuery> asked = new ArrayList<>();
        for (EvalSet set : sets) {
            List<EvalQuery> queries = set.judged(split);
            if (queries.isEmpty()) {
                skipped.put(set.name(), set.judged(Split.ALL).isEmpty() ? NO_JUDGEMENTS : NO_QUERIES);
            } else {
                asked.addAll(queries);
                figures.put(set.name(), figures(set.name(), queries));
            }
        }
        String id = embedder == null ? null : embedder.id();
        return new RetrievalReport(
                figures,
                skipped,
                average(figures),
                latency(asked),
                split,
                pool.size(),
                id,
                embedder != null && crossLingual.any() ? across(crossLingual) : null);
    }

    private CrossLingualFigures across(CrossLingual crossLingual) {
        Map<String, Legs> searched = new LinkedHashMap<>();
        for (CrossLingual.Pair pair : crossLingual.pairs()) {
            searched.put(
                    pair.name(),
                    mean(pair.queries().stream()
                            .map(query -> score(query, pair.lang()))
                            .toList()));
            progress.progress(pair.name(), pair.queries().size(), pair.queries().size());
        }
        VectorsAcross vectors = crossLingual.vectors(embedder);
        return new CrossLingualFigures(vectors.reciprocalRanks(), vectors.averagePrecision(), searched);
    }

    private SetFigures figures(String name, List<EvalQuery> queries) {
        List<QueryFigures> scored = new ArrayList<>();
        for (EvalQuery query : queries) {
            scored.add(new QueryFigures(query.id(), score(query, null)));
            progress.progress(name, scored.size(), queries.size());
        }
        Legs mean = mean(scored.stream().map(QueryFigures::legs).toList());
        return new SetFigures(queries.getFirst().lang(), queries.size(), mean, scored);
    }

    /** @param lang the only language of passages to search; null for all */
    private Legs score(EvalQuery query, String lang) {
        Map<String, List<String>> filters = lang == null ? Map.of() : Map.of(SearchRequest.LANG_FILTER, List.of(lang));
        SearchRequest request;
        try {
            request = new SearchRequest(
                    Viewer.OPERATOR,
                    query.question(),
                    null,
                    null,
                    filters,
                    DEPTH,
                    null,
                    false,
                    SearchRequest.Legs.HYBRID);
        } catch (NuriException e) {
            // A question that no search takes finds nothing, and counts.
            RetrievalMetrics none = TrecMetrics.of(List.of(), query.qrels());
            return new Legs(none, embedder == null ? null : none, none);
        }
        return retriever.within(request, search -> {
            List<Fused> hybrid = search.ranking(DEPTH);
            RetrievalMetrics both = score(hybrid, query);
            if (embedder == null) {
                return new Legs(both, null, both);
            }
            return new Legs(score(alone(search.lexicalLeg()), query), score(alone(search.denseLeg()), query), both);
        });
    }

    private static List<Fused> alone(RankedList list) {
        return list == null ? List.of() : RankFusion.alone(list);
    }

    private RetrievalMetrics score(List<Fused> ranking, EvalQuery query) {
        List<Entry> run = ranking.stream()
                .limit(DEPTH)
                .map(entry ->
                        new Entry(pool.evalId(entry.item().id()), entry.item().score()))
                .toList();
        return TrecMetrics.of(run, query.qrels());
    }

    private static Legs average(Map<String, SetFigures> figures) {
        return mean(figures.values().stream().map(SetFigures::legs).toList());
    }

    private static Legs mean(List<Legs> all) {
        boolean dense = !all.isEmpty() && all.getFirst().dense() != null;
        return new Legs(
                TrecMetrics.mean(all.stream().map(Legs::lexical).toList()),
                dense ? TrecMetrics.mean(all.stream().map(Legs::dense).toList()) : null,
                TrecMetrics.mean(all.stream().map(Legs::hybrid).toList()));
    }

    /** Times a shuffled sample once its first queries have warmed the process up. */
    private Latency latency(List<EvalQuery> asked) {
        List<EvalQuery> sample = new ArrayList<>(asked);
        Collections.shuffle(sample, new Random(1));
        sample = sample.subList(0, Math.min(TIMED, sample.size()));
        sample.stream().limit(WARM_UP).forEach(this::time);
        double[] millis = sample.stream().mapToDouble(this::time).sorted().toArray();
        progress.progress("latency", millis.length, millis.length);
        return new Latency(percentile(millis, 0.5), percentile(millis, 0.95), millis.length);
    }

    private double time(EvalQuery query) {
        long start = System.nanoTime();
        try {
            retriever.search(SearchRequest.of(Viewer.OPERATOR, query.question(), 10));
        } catch (NuriException e) {
            return 0;
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static double percentile(double[] sorted, double fraction) {
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, Math.round(fraction * sorted.length))];
    }
}
