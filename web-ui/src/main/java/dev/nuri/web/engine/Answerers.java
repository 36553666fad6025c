package dev.nuri.web.engine;

import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.Answerer;
import dev.nuri.generator.ClaimCheckers;
import dev.nuri.generator.GroundedAnswerer;
import dev.nuri.generator.GuardModel;
import dev.nuri.generator.GuardPolicy;
import dev.nuri.generator.Guardrail;
import dev.nuri.generator.Guardrails;
import dev.nuri.generator.Qwen3Guard;
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
     * The model configured to write answers, which begins to load when it is first asked; null when none is configured.
     *
     * @throws dev.nuri.indexer.NuriException when it is not here, or its file is none that can be read
     */
    public static AnswerModel model(Settings settings) {
        return AnswerModels.of(ModelRole.WRITER, settings, false);
    }

    /**
     * The model configured to judge texts, likewise.
     *
     * @throws dev.nuri.indexer.NuriException likewise
     */
    public static AnswerModel guardModel(Settings settings) {
        return AnswerModels.of(ModelRole.GUARD, settings, false);
    }

    /** A model as the filter asks it; null for null. Not closed. */
    public static GuardModel judging(AnswerModel guardModel) {
        return guardModel == null ? null : new Qwen3Guard(guardModel);
    }

    /**
     * The filter of the configured policy.
     *
     * @param embedder null when there is none; not closed
     * @param guardModel null when there is none; not closed
     */
    public static Guardrail guard(Settings settings, Embedder embedder, AnswerModel guardModel) {
        return Guardrails.of(
                GuardPolicy.of(settings.guardPolicy()), settings.guardLists(), embedder, judging(guardModel));
    }

    /**
     * Answers from what a retriever finds.
     *
     * @param guard filters questions, passages and answers
     * @param embedder null when there is none; not closed
     * @param model what writes the answers; null to quote. Not closed
     */
    public static Answerer of(
            Retriever retriever,
            PassageStore store,
            LanguageAnalyzers analyzers,
            LanguageIdentifier languages,
            Guardrail guard,
            Embedder embedder,
            AnswerModel model) {
        GroundedAnswerer.Builder answerer =
                GroundedAnswerer.over(retriever, store, analyzers, languages).guardedBy(guard);
        if (model != null) {
            answerer.writtenBy(model, ClaimCheckers.standard(analyzers, embedder));
        }
        return answerer.build();
    }
}
