package dev.nuri.web.engine;

import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.Answerer;
import dev.nuri.generator.ClaimCheckers;
import dev.nuri.generator.GroundedAnswerer;
import dev.nuri.generator.GuardPolicy;
import dev.nuri.generator.Guardrails;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.PassageStore;
import dev.nuri.retriever.Retriever;
import dev.nuri.web.config.Settings;

/** What answers as configured: one wiring for the server, the commands and what is measured. */
public final class Answerers {

    private Answerers() {}

    /**
     * The configured model, which begins to load when it is first asked; null when none is configured.
     *
     * @throws dev.nuri.indexer.NuriException when it is not here, or its file is none that can be read
     */
    public static AnswerModel model(Settings settings) {
        return AnswerModels.of(settings, false);
    }

    /**
     * Answers from what a retriever finds, under the configured policy.
     *
     * @param embedder null when there is none; not closed
     * @param model what writes the answers; null to quote. Not closed
     */
    public static Answerer of(
            Settings settings,
            Retriever retriever,
            PassageStore store,
            LanguageAnalyzers analyzers,
            LanguageIdentifier languages,
            Embedder embedder,
            AnswerModel model) {
        GuardPolicy policy = GuardPolicy.of(settings.guardPolicy());
        GroundedAnswerer.Builder answerer = GroundedAnswerer.over(retriever, store, analyzers, languages)
                .guardedBy(Guardrails.of(policy, settings.guardLists(), embedder, null));
        if (model != null) {
            answerer.writtenBy(model, ClaimCheckers.standard(analyzers, embedder));
        }
        return answerer.build();
    }
}
