package dev.nuri.generator;

import dev.nuri.generator.extractive.SentenceSelector;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.PassageStore;
import dev.nuri.retriever.Retriever;

/**
 * Answers in stages that are the same whoever writes: the question passes the guardrail, a follow-up is made to stand
 * alone, passages are searched for and pass the guardrail, a writer writes from them, every sentence is checked against
 * what it cites, the text passes the guardrail on its way out, and {@link AnswerValidator} has the last word.
 *
 * <p>Without a model it quotes. With one, the model writes; where it fails, quotes take over and the answer says so.
 */
public final class GroundedAnswerer implements Answerer {

    final Retriever retriever;
    final PassageStore store;
    final LanguageIdentifier languages;
    final AnswerLanguage language;
    final Guardrail guard;
    final SentenceSelector selector;
    final AnswerWriter quoting;
    /** Null where answers are quotes. */
    final ModelWriter writing;
    /** Null likewise. */
    final QuestionRewriting rewriting;

    private GroundedAnswerer(Builder builder) {
        retriever = builder.retriever;
        store = builder.store;
        languages = builder.languages;
        language = new AnswerLanguage(languages);
        guard = builder.guard;
        selector = new SentenceSelector(builder.analyzers);
        quoting = new ExtractiveWriter(selector);
        AnswerModel model = builder.model;
        writing = model == null ? null : new ModelWriter(model, new ClaimSupport(builder.checker), language);
        rewriting = model == null ? null : new QuestionRewriting(model);
    }

    /**
     * Begins to put one together, which answers by quoting and lets everything pass unless more is said.
     *
     * @param languages tells the language of a question that is refused, and of what a model writes
     */
    public static Builder over(
            Retriever retriever, PassageStore store, LanguageAnalyzers analyzers, LanguageIdentifier languages) {
        return new Builder(retriever, store, analyzers, languages);
    }

    /** Collects the parts. */
    public static final class Builder {

        private final Retriever retriever;
        private final PassageStore store;
        private final LanguageAnalyzers analyzers;
        private final LanguageIdentifier languages;
        private Guardrail guard = Guardrail.NONE;
        private AnswerModel model;
        private ClaimChecker checker;

        private Builder(
                Retriever retriever, PassageStore store, LanguageAnalyzers analyzers, LanguageIdentifier languages) {
            this.retriever = retriever;
            this.store = store;
            this.analyzers = analyzers;
            this.languages = languages;
        }

        /** Filters question, passages and answer. */
        public Builder guardedBy(Guardrail value) {
            guard = value;
            return this;
        }

        /**
         * Lets a model write.
         *
         * @param value stays the caller's to close
         * @param by checks what it writes
         */
        public Builder writtenBy(AnswerModel value, ClaimChecker by) {
            model = value;
            checker = by;
            return this;
        }

        public GroundedAnswerer build() {
            return new GroundedAnswerer(this);
        }
    }

    @Override
    public String model() {
        return writing == null ? quoting.model() : writing.model();
    }

    @Override
    public Answer answer(Question question, Listener listener) {
        return new AnswerRun(this, question, listener).answer();
    }
}
