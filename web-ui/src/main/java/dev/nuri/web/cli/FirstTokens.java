package dev.nuri.web.cli;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.ModelChat;
import dev.nuri.langchain4j.PromptFormat;
import dev.nuri.moe.GenerationSession;
import dev.nuri.moe.LanguageModel;
import dev.nuri.web.config.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that answers ask as they do any, but for one token each time, which is timed; {@link #runAlone} then runs
 * the same prompt by a second instance of the model without an engine, a grammar or a sampler around it, where the model is on
 * this machine. For one thread.
 */
final class FirstTokens implements AnswerModel {

    /** Prompts at the beginning that do not count. */
    static final int WARM_UP = 3;

    private final AnswerModel model;
    private final LanguageModel alone;
    private final PromptFormat format;
    private final List<Prompt> prompts = new ArrayList<>();

    private volatile Asked asked;

    /** A request whose first token came. */
    private record Asked(List<ChatMessage> messages, boolean think, double firstMillis) {}

    /**
     * One prompt.
     *
     * @param tokens of the prompt; 0 when it is not known
     * @param firstMillis until the first token
     * @param aloneMillis of its prefill alone; 0 likewise
     */
    private record Prompt(int tokens, double firstMillis, double aloneMillis) {

        double ratio() {
            return firstMillis / aloneMillis;
        }
    }

    FirstTokens(Settings settings, AnswerModel model) {
        this.model = model;
        boolean here = settings.model().path() != null;
        alone = here ? LanguageModel.open(settings.model().path(), settings.backend()) : null;
        format = here ? PromptFormat.ofTemplate(alone) : null;
        model.await();
    }

    @Override
    public String id() {
        return model.id();
    }

    @Override
    public Limits limits() {
        return model.limits();
    }

    @Override
    public int tokens(String text) {
        return model.tokens(text);
    }

    @Override
    public StreamingHandle start(List<ChatMessage> messages, Form form, StreamingChatResponseHandler handler) {
        long begun = System.nanoTime();
        Form one = new Form(1, form.think(), form.passages());
        return model.start(messages, one, new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String piece) {
                handler.onPartialResponse(piece);
            }

            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                handler.onPartialResponse(piece, context);
            }

            @Override
            public void onPartialThinking(PartialThinking piece) {
                handler.onPartialThinking(piece);
            }

            // The one token is the whole text.
            @Override
            public void onCompleteResponse(ChatResponse response) {
                asked = new Asked(messages, form.think(), (System.nanoTime() - begun) / 1e6);
                handler.onCompleteResponse(response);
            }

            @Override
            public void onError(Throwable error) {
                handler.onError(error);
            }
        });
    }

    /** Runs the prompt of the latest request alone; nothing when that failed. */
    void runAlone() {
        Asked latest = asked;
        asked = null;
        if (latest != null) {
            prompts.add(alone == null ? new Prompt(0, latest.firstMillis(), 0) : prefilled(latest));
        }
    }

    private Prompt prefilled(Asked latest) {
        int[] ids = format.prompt(latest.messages(), Optional.of(latest.think()));
        try (GenerationSession session = alone.newSession(ids.length + 1)) {
            double millis = Times.millis(() -> session.prefill(ids));
            return new Prompt(ids.length, latest.firstMillis(), millis);
        }
    }

    @Override
    public StreamingHandle chat(ModelChat chat, StreamingChatResponseHandler handler) {
        return model.chat(chat, handler);
    }

    /** What was measured; the model's own is all there is of one on a server. */
    Map<String, Object> figures() {
        List<Prompt> counted = prompts.subList(Math.min(WARM_UP, prompts.size()), prompts.size());
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("model", model.id());
        figures.put("prompts", counted.size());
        figures.put("firstToken", Times.figures(counted.stream().mapToDouble(Prompt::firstMillis)));
        if (alone != null && !counted.isEmpty()) {
            figures.put(
                    "meanPromptTokens",
                    Math.round(
                            counted.stream().mapToInt(Prompt::tokens).average().orElseThrow()));
            figures.put("prefillAlone", Times.figures(counted.stream().mapToDouble(Prompt::aloneMillis)));
            double[] ratios =
                    counted.stream().mapToDouble(Prompt::ratio).sorted().toArray();
            figures.put("ratioP50", Times.percentile(ratios, 0.50));
            figures.put("ratioP95", Times.percentile(ratios, 0.95));
        }
        return figures;
    }

    /** The model stays its maker's to close. */
    @Override
    public void close() {
        if (alone != null) {
            alone.close();
        }
    }
}
