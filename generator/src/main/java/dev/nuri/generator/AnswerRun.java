package dev.nuri.generator;

import dev.nuri.generator.AnswerWriter.Outcome;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.StageListener;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Hits;
import dev.nuri.retriever.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One question on its way through the stages of a {@link GroundedAnswerer}. */
final class AnswerRun {

    /** Passages read for an answer. */
    static final int PASSAGES = 12;
    /** Passages an abstention points to. */
    static final int NEAREST = 3;

    private final GroundedAnswerer parts;
    private final Question question;
    private final Answerer.Listener listener;
    private final Stages stages;
    private final List<Guardrail.Finding> findings = new ArrayList<>();
    private Answer.Fallback fallback;
    private String model;

    AnswerRun(GroundedAnswerer parts, Question question, Answerer.Listener listener) {
        this.parts = parts;
        this.question = question;
        this.listener = listener;
        this.stages = new Stages(listener);
        this.model = writer().model();
    }

    Answer answer() {
        try {
            return answered();
        } finally {
            stages.end();
        }
    }

    private Answer answered() {
        SearchRequest wanted = request(question.text());
        stages.begin("searching");
        String lang = parts.languages.identify(question.text());
        Guardrail.Verdict verdict = filtered(question.text(), lang);
        findings.addAll(verdict.findings());
        return switch (verdict) {
            case Guardrail.Verdict.Block block -> refused(block.category(), lang, lang, Answer.Usage.NONE, true);
            case Guardrail.Verdict.Pass _ -> searched(wanted.query(), lang);
            case Guardrail.Verdict.Rewrite rewrite -> searched(rewrite.text(), lang);
        };
    }

    private SearchRequest request(String query) {
        return new SearchRequest(
                question.viewer(),
                query,
                question.collection(),
                question.lang(),
                question.filters(),
                PASSAGES,
                null,
                false,
                SearchRequest.Legs.HYBRID);
    }

    private Answer searched(String text, String lang) {
        AnswerSheet.Asked asked = standingAlone(text);
        if (!asked.text().equals(text)) {
            // What a model made of the history is a question too.
            Guardrail.Verdict verdict = filtered(asked.text(), lang);
            findings.addAll(verdict.findings());
            if (verdict instanceof Guardrail.Verdict.Block block) {
                return refused(block.category(), lang, lang, asked.usage(), true);
            }
        }
        Hits found = parts.retriever.search(request(FollowUp.query(asked.text(), asked.before())));
        Hits hits = filtered(found);
        stages.requireWanted();
        listener.sources(hits.hits());
        try (IndexSnapshot snapshot = parts.store.snapshot(question.viewer())) {
            return written(new AnswerSheet(asked, hits, snapshot, stages, stream(hits)));
        }
    }

    private Guardrail.Verdict filtered(String text, String lang) {
        try (StageListener.Stage _ = StageListener.current().begin("filtering")) {
            return parts.guard.check(Guardrail.Stage.QUESTION, text, lang, question.collection());
        }
    }

    private Hits filtered(Hits found) {
        try (StageListener.Stage stage = StageListener.current().begin("filtering")) {
            stage.size("passages", found.hits().size());
            return PassageGuard.readable(found, parts.guard, question.collection(), findings);
        }
    }

    private GuardedStream stream(Hits hits) {
        return new GuardedStream(parts.guard.stream(hits.queryLang(), question.collection()), listener::chunk);
    }

    /** By the model when there is one, which knows what a follow-up follows; by the rule of {@link FollowUp} otherwise. */
    private AnswerSheet.Asked standingAlone(String text) {
        if (usesModel() && !question.history().isEmpty()) {
            Optional<AnswerSheet.Asked> rewritten =
                    parts.rewriting.standingAlone(text, question, parts.language, stages);
            if (rewritten.isPresent()) {
                return rewritten.get();
            }
        }
        String before = FollowUp.before(text, question.history(), parts.selector);
        return new AnswerSheet.Asked(text, before, question.think(), Answer.Usage.NONE);
    }

    private boolean usesModel() {
        return parts.writing != null && !ExtractiveWriter.MODEL.equals(question.model());
    }

    private AnswerWriter writer() {
        return usesModel() ? parts.writing : parts.quoting;
    }

    private Answer written(AnswerSheet sheet) {
        Outcome outcome = sheet.hits().hits().isEmpty() ? quoted(sheet) : writer().write(sheet);
        if (outcome instanceof Outcome.Fails(Answer.Fallback why)) {
            fallback = why;
            outcome = quoted(sheet);
        }
        return switch (outcome) {
            case Outcome.Written written -> grounded(written, sheet);
            case Outcome.Abstains(String reason) -> abstained(reason, sheet);
            case Outcome.Fails fails -> throw new IllegalStateException("quoting failed: " + fails);
        };
    }

    private Outcome quoted(AnswerSheet sheet) {
        model = parts.quoting.model();
        return parts.quoting.write(sheet);
    }

    private Answer grounded(Outcome.Written written, AnswerSheet sheet) {
        GuardedStream stream = sheet.stream();
        stages.requireWanted();
        stream.end();
        findings.addAll(stream.findings());
        if (stream.blockedBy() != null) {
            boolean toldNothing = stream.released().isEmpty();
            return refused(stream.blockedBy(), written.lang(), sheet.hits().queryLang(), sheet.usage(), toldNothing);
        }
        checking();
        return validator(sheet)
                .check(sheet.draft()
                        .finish(
                                stream.released(),
                                written.lang(),
                                sheet.hits().queryLang(),
                                origin(sheet.usage(), written.incomplete())));
    }

    private Answer abstained(String reason, AnswerSheet sheet) {
        Hits hits = sheet.hits();
        List<Hit> nearest = hits.hits().stream().limit(NEAREST).toList();
        List<String> languages =
                hits.hits().stream().map(hit -> hit.passage().lang()).distinct().toList();
        AnswerMessages messages = AnswerMessages.in(hits.queryLang());
        String text = messages.abstention(reason, languages);
        stages.requireWanted();
        listener.chunk(text);
        checking();
        return validator(sheet)
                .check(new Answer.Abstained(
                        text, messages.lang(), hits.queryLang(), reason, nearest, origin(sheet.usage(), null)));
    }

    /** @param tell whether nothing was told yet, so that the refusal is all that is */
    private Answer refused(String category, String lang, String queryLang, Answer.Usage usage, boolean tell) {
        AnswerMessages messages = AnswerMessages.in(queryLang.equals(LanguageIdentifier.UNKNOWN) ? lang : queryLang);
        String text = messages.refusal(category);
        stages.requireWanted();
        if (tell) {
            listener.refusal(text);
        }
        checking();
        Answer answer = new Answer.Refused(text, messages.lang(), queryLang, category, origin(usage, null));
        return new AnswerValidator(List.of(), id -> Optional.empty()).check(answer);
    }

    private void checking() {
        stages.begin("checking");
        stages.end();
    }

    private Answer.Origin origin(Answer.Usage usage, Answer.Incomplete incomplete) {
        return new Answer.Origin(model, stages.timings(), usage, findings, fallback, incomplete);
    }

    private static AnswerValidator validator(AnswerSheet sheet) {
        return new AnswerValidator(sheet.hits().hits(), sheet::text);
    }
}
