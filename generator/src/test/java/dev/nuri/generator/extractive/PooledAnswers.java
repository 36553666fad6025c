package dev.nuri.generator.extractive;

import dev.nuri.generator.Answer;
import dev.nuri.generator.Answerer;
import dev.nuri.generator.ExtractiveAnswerer;
import dev.nuri.generator.Question;
import dev.nuri.generator.extractive.QaSet.QaPassage;
import dev.nuri.generator.extractive.QaSet.QaQuery;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.PassageStores;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Hits;
import dev.nuri.retriever.HybridRetriever;
import dev.nuri.retriever.Retriever;
import dev.nuri.retriever.SearchRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints how the whole path answers over one index of all sets, searched by words: the share of questions with the gold
 * answer in a citation, in the best passages at all, abstentions with the gold passage there and with it hidden, and
 * the time of the answerer beyond searching. Arguments: {@code dev} or {@code test}, and questions of each set.
 */
final class PooledAnswers {

    private static final Answerer.Listener SILENT = new Answerer.Listener() {};

    private final PassageStore store;
    private final Retriever retriever;

    private PooledAnswers(PassageStore store) {
        this.store = store;
        retriever = new HybridRetriever(store, LanguageIdentifiers.standard(), LanguageAnalyzers.standard(), null);
    }

    public static void main(String[] args) throws IOException {
        List<QaSet> sets = new ArrayList<>();
        for (String name : QaSet.MEASURED) {
            sets.add(QaSet.read(QaSet.folder().orElseThrow().resolve(name)));
        }
        Path folder = Files.createTempDirectory("pooled-answers");
        try (PassageStore store = PassageStores.lucene(folder, LanguageAnalyzers.standard(), null, 0)) {
            write(sets, store);
            PooledAnswers pooled = new PooledAnswers(store);
            System.out.println(
                    "set           count  retrieved  inQuotes  sentences  abstain%  abst.hidden  p50ms  p95ms");
            for (QaSet set : sets) {
                pooled.measure(set, set.half(args[0].equals("dev"), Integer.parseInt(args[1])));
            }
        }
    }

    private static void write(List<QaSet> sets, PassageStore store) {
        for (QaSet set : sets) {
            for (QaPassage passage : set.passages()) {
                String uri = "upload:" + passage.id();
                SourceDocument document = new SourceDocument(
                        SourceDocument.idOf("qa", uri),
                        "qa",
                        uri,
                        passage.title(),
                        passage.lang(),
                        "text/plain",
                        passage.text(),
                        List.of(new Section(0, passage.text().length(), List.of())),
                        List.of(),
                        SourceDocument.hashOf(passage.text()),
                        Instant.EPOCH,
                        Instant.EPOCH,
                        Map.of());
                Passage whole = new Passage(
                        document.id(), 0, 0, passage.text().length(), passage.text(), passage.lang(), List.of(), 0);
                store.replace(document, List.of(whole), new float[1][]);
            }
        }
        store.commit();
    }

    private void measure(QaSet set, List<QaQuery> queries) {
        int retrieved = 0;
        int inQuotes = 0;
        int sentences = 0;
        int abstained = 0;
        int abstainedHidden = 0;
        List<Double> millis = new ArrayList<>();
        for (QaQuery query : queries) {
            String gold = "upload:" + query.passageId();
            boolean[] found = {false};
            Answerer answerer = new ExtractiveAnswerer(
                    request -> {
                        Hits hits = retriever.search(request);
                        found[0] =
                                hits.hits().stream().anyMatch(hit -> hit.uri().equals(gold));
                        return hits;
                    },
                    store,
                    LanguageAnalyzers.standard());
            Answer answer = answerer.answer(Question.of(query.question()), SILENT);
            millis.add(answer.timings().get("reading") + answer.timings().get("checking"));
            retrieved += found[0] ? 1 : 0;
            if (answer instanceof Answer.Grounded grounded) {
                sentences += grounded.citations().size();
                inQuotes += grounded.citations().stream().anyMatch(c -> query.answeredIn(c.quote())) ? 1 : 0;
            } else {
                abstained++;
            }
            Answer hidden = new ExtractiveAnswerer(
                            request -> without(gold, request), store, LanguageAnalyzers.standard())
                    .answer(Question.of(query.question()), SILENT);
            abstainedHidden += hidden instanceof Answer.Abstained ? 1 : 0;
        }
        double[] sorted = millis.stream().mapToDouble(d -> d).sorted().toArray();
        double n = queries.size();
        System.out.printf(
                Locale.ROOT,
                "%-13s %5.0f %10.1f %9.1f %10.2f %9.1f %12.1f %6.1f %6.1f%n",
                set.name(),
                n,
                100 * retrieved / n,
                100 * inQuotes / n,
                sentences / Math.max(1, n - abstained),
                100 * abstained / n,
                100 * abstainedHidden / n,
                sorted[sorted.length / 2],
                sorted[(int) (sorted.length * 0.95)]);
    }

    private Hits without(String uri, SearchRequest request) {
        Hits hits = retriever.search(request);
        List<Hit> kept =
                hits.hits().stream().filter(hit -> !hit.uri().equals(uri)).toList();
        return new Hits(
                kept,
                hits.total(),
                hits.facets(),
                hits.queryLang(),
                hits.cursor(),
                hits.took(),
                hits.generation(),
                hits.suggestion(),
                hits.explanation());
    }
}
