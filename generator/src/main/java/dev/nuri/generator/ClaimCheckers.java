package dev.nuri.generator;

import dev.nuri.generator.citation.StandardClaimChecker;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;

/** Makes checkers of claims. */
public final class ClaimCheckers {

    private ClaimCheckers() {}

    /**
     * The checker that comes with Nuri.
     *
     * @param embedder compares claims with sources in other languages; null leaves their numbers, dates and names, so that
     *     such a claim is at most partly supported. The caller closes it.
     */
    public static ClaimChecker standard(LanguageAnalyzers analyzers, Embedder embedder) {
        return new StandardClaimChecker(analyzers, embedder, null);
    }

    /**
     * The checker that comes with Nuri, with an entailment model beside it.
     *
     * @param embedder as above
     * @param model asked of each claim in a language it knows; its log-odds and the checker's own are averaged, and what it
     *     holds for a contradiction is unsupported
     */
    public static ClaimChecker standard(LanguageAnalyzers analyzers, Embedder embedder, EntailmentModel model) {
        return new StandardClaimChecker(analyzers, embedder, model);
    }
}
