package dev.nuri.generator.guardrail;

import dev.nuri.generator.GuardModel;
import dev.nuri.generator.GuardPolicy;
import dev.nuri.generator.Guardrail;
import dev.nuri.indexer.Embedder;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;

/**
 * The filter in layers: each window of a text goes through lists, patterns and the classifier, then to the guard model
 * where there is one, and the policy decides. An answer is decided window by window, so that it comes out the same
 * while it is written; a question is also judged as a whole.
 */
public final class LayeredGuardrail implements Guardrail {

    /** Code units of a question that are judged in one go. */
    private static final int QUESTION_PART = 1000;

    private final GuardPolicy policy;
    private final Layers layers;
    private final ModelLayer model;
    private final AuditLog audit;

    /**
     * @param embedder whose vectors the classifier may use, or null
     * @param model a guard model, or null
     * @param audit takes the line of each decision other than to allow
     */
    public LayeredGuardrail(
            GuardPolicy policy, ListsFolder lists, Embedder embedder, GuardModel model, Consumer<String> audit) {
        this.policy = policy;
        layers = new Layers(policy, lists, HarmModel.learned(), embedder);
        this.model = model == null ? null : new ModelLayer(model, policy);
        this.audit = new AuditLog(Clock.systemUTC(), audit);
    }

    @Override
    public Verdict check(Stage stage, String text, String lang, String collection) {
        Decision decision = new Decision(policy, stage, collection);
        for (Window window : Window.of(text)) {
            decision.add(layers.window(stage, window, lang, collection));
            if (stage == Stage.ANSWER && model != null) {
                decision.add(model.judge(stage, window, lang));
            }
        }
        if (stage == Stage.QUESTION) {
            List<Window> parts = Window.joined(text, QUESTION_PART);
            parts.forEach(part -> decision.add(layers.question(part, lang, collection)));
            if (model != null) {
                parts.forEach(part -> decision.add(model.judge(stage, part, lang)));
            }
        }
        audit.decided(decision.gravest(), collection, text);
        return decision.verdict(text);
    }

    @Override
    public Stream stream(String lang, String collection) {
        return new AnswerStream(lang, collection);
    }

    private final class AnswerStream implements Stream {

        private final String lang;
        private final String collection;
        private final StringBuilder text = new StringBuilder();
        private final Units units = new Units();
        private final Decision decision;
        private Units.Unit before;
        private int released;
        private boolean over;

        AnswerStream(String lang, String collection) {
            this.lang = lang;
            this.collection = collection;
            decision = new Decision(policy, Stage.ANSWER, collection);
        }

        @Override
        public Verdict next(String piece) {
            text.append(piece);
            return advance(false);
        }

        @Override
        public Verdict end() {
            return advance(true);
        }

        private Verdict advance(boolean whole) {
            if (over) {
                throw new IllegalStateException("the stream is over");
            }
            int free = released;
            for (Units.Unit unit = units.next(text, whole); unit != null; unit = units.next(text, whole)) {
                Window window = Window.of(text, before, unit);
                decision.add(layers.window(Stage.ANSWER, window, lang, collection));
                if (model != null) {
                    decision.add(model.judge(Stage.ANSWER, window, lang));
                }
                if (decision.blocking() != null) {
                    over = true;
                    audit.decided(decision.gravest(), collection, text);
                    return new Verdict.Block(decision.blocking().category(), decision.findings());
                }
                free = unit.sentence() ? unit.end() : unit.start();
                before = unit;
            }
            String out = decision.masked(text.substring(released, free), released);
            released = free;
            if (whole) {
                over = true;
                audit.decided(decision.gravest(), collection, text);
            }
            return new Verdict.Rewrite(out, decision.findings());
        }
    }
}
