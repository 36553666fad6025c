package dev.nuri.generator.extractive;

import dev.nuri.generator.extractive.NetworkTraining.Example;
import dev.nuri.generator.extractive.TrainingQuestions.Asked;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Learns the short answer: of the spans of the first sentence that holds a known answer, the one nearest to it. No measure of
 * a span comes from the embedder, so that questions it has seen do no harm here.
 */
final class SpanTraining {

    private static final int TABLE = 1 << 15;

    private final LanguageAnalyzers analyzers;
    private final TermStatistics statistics;

    SpanTraining(LanguageAnalyzers analyzers, TermStatistics statistics) {
        this.analyzers = analyzers;
        this.statistics = statistics;
    }

    private Query query(Asked asked, List<Hit> hits) {
        return new SentenceSelector(analyzers).query(asked.query().question(), "", asked.queryLang(), hits, statistics);
    }

    SpanModel fit(List<Asked> asked) {
        List<Example> examples = new ArrayList<>();
        for (Asked one : asked) {
            Query query = query(one, one.present());
            PassageReader reader = new PassageReader(query);
            boolean done = false;
            for (Hit hit : one.present()) {
                if (!done && one.gold().contains(hit.passage().documentId())) {
                    for (Sentence sentence :
                            reader.read(List.of(hit)).getFirst().sentences()) {
                        if (!done
                                && MeasuredQuestion.holds(
                                        sentence.text(), one.query().answers())) {
                            Example example =
                                    spans(one, query, sentence, hit.passage().lang());
                            done = example != null;
                            if (done) {
                                examples.add(example);
                            }
                        }
                    }
                }
            }
        }
        System.err.println(examples.size() + " questions to choose spans for");
        NetworkTraining training = new NetworkTraining(5, SpanFeature.values().length, 12, TABLE, 0, 1e-4, 3e-4, 0)
                .fit(examples, 12, 0.01, true);
        return quantised(training.network(0), training.table());
    }

    private Example spans(Asked asked, Query query, Sentence sentence, String lang) {
        SpanFeatures features = new SpanFeatures(query, sentence.text(), lang);
        List<SpanCandidate> spans = SpanCandidate.of(sentence.text(), features.tokens());
        float[] right = new float[spans.size()];
        float most = 0;
        for (int i = 0; i < right.length; i++) {
            SpanCandidate span = spans.get(i);
            right[i] = (float) SpanOverlap.f1(
                    sentence.text().substring(span.start(), span.end()),
                    asked.query().answers());
            most = Math.max(most, right[i]);
        }
        if (most < 0.6) {
            return null;
        }
        float[][] measures = new float[spans.size()][];
        int[][] slots = new int[spans.size()][];
        for (int i = 0; i < right.length; i++) {
            measures[i] = MeasuredQuestion.floats(features.of(spans.get(i)));
            slots[i] = Arrays.stream(features.names(spans.get(i)))
                    .mapToInt(name -> SpanModel.slot(name, TABLE))
                    .toArray();
            right[i] = right[i] >= most ? 1 : right[i] >= 0.8f * most ? 0.3f : 0;
        }
        return new Example(measures, slots, right, 1, -1);
    }

    private static SpanModel quantised(Network network, double[] table) {
        double most = Arrays.stream(table).map(Math::abs).max().orElse(0);
        double scale = Math.max(1e-9, most / 127);
        byte[] bytes = new byte[table.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(table[i] / scale);
        }
        return new SpanModel(network, Base64.getEncoder().encodeToString(bytes), scale);
    }
}
