package dev.nuri.generator;

import dev.nuri.indexer.Passage;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Hits;
import java.util.ArrayList;
import java.util.List;

/** Leaves out the passages that the policy blocks, and masks in the others what it masks. */
final class PassageGuard {

    private PassageGuard() {}

    /**
     * The hits that may be read.
     *
     * @param collection whose policy counts; null for the deployment's
     * @param findings gets what the policy speaks of
     */
    static Hits readable(Hits hits, Guardrail guard, String collection, List<Guardrail.Finding> findings) {
        List<Hit> readable = new ArrayList<>();
        for (Hit hit : hits.hits()) {
            Passage passage = hit.passage();
            Guardrail.Verdict verdict =
                    guard.check(Guardrail.Stage.PASSAGE, passage.text(), passage.lang(), collection);
            findings.addAll(verdict.findings());
            switch (verdict) {
                case Guardrail.Verdict.Pass _ -> readable.add(hit);
                case Guardrail.Verdict.Rewrite rewrite -> readable.add(masked(hit, rewrite.text()));
                case Guardrail.Verdict.Block _ -> {}
            }
        }
        return readable.equals(hits.hits()) ? hits : hits.withHits(readable);
    }

    private static Hit masked(Hit hit, String text) {
        Passage p = hit.passage();
        return hit.withPassage(
                new Passage(p.documentId(), p.ordinal(), p.start(), p.end(), text, p.lang(), p.headings(), p.page()));
    }
}
