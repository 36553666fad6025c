package dev.nuri.generator;

import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageGuess;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.PassageStore;
import dev.nuri.retriever.Retriever;
import java.util.List;

/** Answers with sentences of the retrieved passages, word for word, without a model and without a guardrail. */
public final class ExtractiveAnswerer implements Answerer {

    /** A question that nothing can refuse needs no language before it is searched for. */
    private static final LanguageIdentifier NONE = new LanguageIdentifier() {
        @Override
        public String identify(String text) {
            return UNKNOWN;
        }

        @Override
        public List<LanguageGuess> guesses(String text) {
            return List.of();
        }
    };

    private final GroundedAnswerer answerer;

    public ExtractiveAnswerer(Retriever retriever, PassageStore store, LanguageAnalyzers analyzers) {
        answerer = GroundedAnswerer.over(retriever, store, analyzers, NONE).build();
    }

    @Override
    public String model() {
        return answerer.model();
    }

    @Override
    public Answer answer(Question question, Listener listener) {
        return answerer.answer(question, listener);
    }
}
