package dev.nuri.web.cli;

import dev.nuri.generator.Answer;
import dev.nuri.generator.Citation;
import dev.nuri.generator.Claim;
import dev.nuri.generator.ClaimChecker;
import dev.nuri.generator.Guardrail;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.Passage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Times what stands between a written sentence and its reader: the check against what it cites and the filter. Sentences
 * are those of given answers: by themselves, and in a row as texts of {@value #ANSWER} code units.
 */
record SentenceTimes(ClaimChecker checker, Guardrail guard, IndexSnapshot snapshot) {

    private static final int ANSWER = 2000;
    private static final int WARM_UP = 200;

    /** A sentence and what it cites. */
    private record Sentence(String text, String lang, List<ClaimChecker.Source> sources) {}

    Map<String, Object> of(List<Answer> answers) {
        List<Sentence> sentences = new ArrayList<>();
        for (Answer answer : answers) {
            if (answer instanceof Answer.Grounded grounded) {
                grounded.claims().forEach(claim -> sentences.add(sentence(grounded, claim)));
            }
        }
        List<List<Sentence>> texts = texts(sentences);
        sentences.stream().limit(WARM_UP).forEach(sentence -> read(List.of(sentence)));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("sentences", sentences.size());
        figures.put(
                "sentence", Times.figures(sentences.stream().mapToDouble(s -> Times.millis(() -> read(List.of(s))))));
        figures.put("textsOf" + ANSWER + "Characters", texts.size());
        figures.put(
                "textOf" + ANSWER + "Characters",
                Times.figures(texts.stream().mapToDouble(text -> Times.millis(() -> read(text)))));
        return figures;
    }

    private Sentence sentence(Answer.Grounded answer, Claim claim) {
        List<ClaimChecker.Source> sources = answer.citations().stream()
                .filter(citation -> claim.citations().contains(citation.n()))
                .map(this::source)
                .toList();
        return new Sentence(answer.text().substring(claim.start(), claim.end()), answer.lang(), sources);
    }

    /** With its passage around it, as a writer's sentence is checked. */
    private ClaimChecker.Source source(Citation citation) {
        String passage = snapshot.passages(citation.documentId()).stream()
                .filter(p -> p.id().equals(citation.passageId()))
                .map(Passage::text)
                .findFirst()
                .orElse("");
        return new ClaimChecker.Source(citation.quote(), citation.lang(), citation.title() + "\n" + passage);
    }

    /** Rows of sentences of at least so many code units each; what remains is left out. */
    private static List<List<Sentence>> texts(List<Sentence> sentences) {
        List<List<Sentence>> texts = new ArrayList<>();
        List<Sentence> row = new ArrayList<>();
        int length = 0;
        for (Sentence sentence : sentences) {
            row.add(sentence);
            length += sentence.text().length() + 1;
            if (length >= ANSWER) {
                texts.add(List.copyOf(row));
                row.clear();
                length = 0;
            }
        }
        return texts;
    }

    private void read(List<Sentence> text) {
        Guardrail.Stream stream = guard.stream(text.getFirst().lang(), null);
        boolean over = false;
        for (Sentence sentence : text) {
            var _ = checker.check(sentence.text(), sentence.lang(), sentence.sources());
            over = over || stream.next(sentence.text() + " ") instanceof Guardrail.Verdict.Block;
        }
        if (!over) {
            var _ = stream.end();
        }
    }
}
