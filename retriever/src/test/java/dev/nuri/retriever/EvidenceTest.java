package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.SearchRequest.Legs;
import dev.nuri.retriever.fusion.Fused;
import dev.nuri.retriever.fusion.Scored;
import dev.nuri.retriever.rerank.LearnedRanking;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceTest {

    @TempDir
    Path folder;

    private static HybridRetriever retriever(Corpus corpus, Embedder embedder) {
        return new HybridRetriever(corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, embedder);
    }

    private static SearchRequest request(String query, Legs legs) {
        return new SearchRequest(Viewer.OPERATOR, query, null, null, Map.of(), 10, null, false, legs);
    }

    @Test
    void saysOfEachPassageWhatTheQuestionsWordsSay() {
        try (Corpus corpus = new Corpus(folder, new HashingEmbedder())) {
            String[] texts = {
                "The silver bridge crosses the wide river.",
                "A bridge of silver coins was built beside the river of gold.",
                "The museum opens in the morning.",
                "Silver is a metal.",
                "Coins and gold lie in the museum."
            };
            Map<String, String> ids = new HashMap<>();
            for (String text : texts) {
                ids.put(corpus.add("en", text), text);
                corpus.commit(); // a segment each
            }
            Map<String, Evidence> evidence = retriever(corpus, new HashingEmbedder())
                    .within(request("silver bridge river", Legs.HYBRID), search -> search.ranking(64).stream()
                            .collect(Collectors.toMap(entry -> ids.get(documentOf(entry.item())), Fused::evidence)));
            assertThat(evidence).hasSize(5);
            Evidence near = evidence.get(texts[0]);
            Evidence far = evidence.get(texts[1]);
            assertThat(near.coverage()).isEqualTo(1);
            assertThat(near.neutralCoverage()).isEqualTo(1);
            assertThat(far.coverage()).isEqualTo(1);
            assertThat(near.proximity()).isGreaterThan(far.proximity()).isLessThanOrEqualTo(1);
            assertThat(far.proximity()).isPositive();
            assertThat(near.sameLanguage()).isPositive();
            Evidence none = evidence.get(texts[2]);
            assertThat(List.of(none.lexical(), none.coverage(), none.neutralCoverage(), none.proximity()))
                    .containsOnly(0.0);
            Evidence one = evidence.get(texts[3]);
            assertThat(one.coverage()).isBetween(0.01, 0.5);
            assertThat(one.proximity()).isZero();
        }
    }

    private static String documentOf(Scored item) {
        return item.id().substring(0, item.id().indexOf('#'));
    }

    @Test
    void isTheSameWhicheverLegFoundThePassage() {
        Random random = Seeds.random(EvidenceTest.class);
        Embedder embedder = new HashingEmbedder();
        try (Corpus corpus = new Corpus(folder, embedder)) {
            for (int batch = 0; batch < 3; batch++) {
                RandomTexts.fill(corpus, random, 40);
            }
            HybridRetriever retriever = retriever(corpus, embedder);
            for (int i = 0; i < 60; i++) {
                String query = RandomTexts.query(random);
                retriever.within(request(query, Legs.HYBRID), search -> {
                    List<Fused> ranking = search.ranking(Ranking.FUSED_DEPTH);
                    Map<Integer, Evidence> evidence = new HashMap<>();
                    ranking.stream()
                            .filter(entry -> entry.evidence() != null)
                            .forEach(entry -> evidence.put(entry.item().doc(), entry.evidence()));
                    for (Scored found : search.lexicalLeg().items()) {
                        if (evidence.containsKey(found.doc())) {
                            assertThat(evidence.get(found.doc()).lexical())
                                    .as(query)
                                    .isCloseTo(found.score(), within(1e-4 * found.score()));
                        }
                    }
                    for (Scored found : search.denseLeg().items()) {
                        if (evidence.containsKey(found.doc())) {
                            assertThat(evidence.get(found.doc()).cosine()) // the leg's is of quantised vectors
                                    .as(query)
                                    .isCloseTo(found.score(), within(0.02));
                        }
                    }
                    return null;
                });
            }
        }
    }

    @Test
    void reordersTheHeadAndNothingElse() {
        Random random = Seeds.random(EvidenceTest.class);
        Embedder embedder = new HashingEmbedder();
        try (Corpus corpus = new Corpus(folder, embedder)) {
            RandomTexts.fill(corpus, random, 400);
            HybridRetriever retriever = retriever(corpus, embedder);
            for (int i = 0; i < 40; i++) {
                String query = RandomTexts.query(random);
                retriever.within(request(query, Legs.HYBRID), search -> {
                    List<Fused> ranking = search.ranking(Ranking.FUSED_DEPTH);
                    if (search.lexicalLeg().items().isEmpty()) {
                        return null;
                    }
                    List<Fused> fused = Ranking.of(search.lexicalLeg(), search.denseLeg());
                    Set<Integer> head = LearnedRanking.head(search.lexicalLeg(), search.denseLeg());
                    assertThat(docs(ranking.subList(0, head.size())))
                            .as(query)
                            .containsExactlyInAnyOrderElementsOf(head);
                    List<Integer> rest = new ArrayList<>(docs(fused));
                    rest.removeAll(head);
                    assertThat(docs(ranking.subList(head.size(), ranking.size())))
                            .as(query)
                            .isEqualTo(rest);
                    assertThat(ranking)
                            .extracting(entry -> entry.item().score())
                            .as(query)
                            .isSortedAccordingTo(Comparator.reverseOrder());
                    return null;
                });
            }
        }
    }

    private static List<Integer> docs(List<Fused> ranking) {
        return ranking.stream().map(entry -> entry.item().doc()).toList();
    }

    @Test
    void aLegThatRanAloneKeepsItsOrder() {
        try (Corpus corpus = new Corpus(folder, new HashingEmbedder())) {
            corpus.add("en", "The silver bridge crosses the wide river.");
            corpus.add("en", "A silver coin.");
            corpus.commit();
            for (Legs legs : List.of(Legs.LEXICAL, Legs.DENSE)) {
                List<Fused> ranking = retriever(corpus, new HashingEmbedder())
                        .within(request("silver bridge", legs), search -> search.ranking(64));
                assertThat(ranking).isNotEmpty().allSatisfy(entry -> assertThat(entry.evidence())
                        .isNull());
            }
        }
    }
}
