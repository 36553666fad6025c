package dev.nuri.web.engine;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.ModelChat;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.langchain4j.NuriRequestParameters;
import dev.nuri.langchain4j.NuriStreamingChatModel;
import dev.nuri.langchain4j.PromptFormat;
import dev.nuri.moe.EngineSettings;
import dev.nuri.moe.GenerationEngine;
import dev.nuri.moe.Grammar;
import dev.nuri.moe.LanguageModel;
import dev.nuri.moe.ModelException;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelSummary;
import dev.nuri.web.config.ModelNames;
import dev.nuri.web.config.Settings;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A model on Nuri's own runtime, which loads while the server starts; a command loads it when it is first asked. A grammar
 * keeps its marks well formed.
 */
final class LocalModel implements AnswerModel {

    private static final Logger LOG = Logger.getLogger(LocalModel.class);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final String name;
    private final Limits limits;
    private final Supplier<Loading<Opened>> load;
    private Loading<Opened> loading;

    /** What is open, and closed in this order. */
    private record Opened(GenerationEngine engine, LanguageModel model, NuriStreamingChatModel chat)
            implements AutoCloseable {

        @Override
        public void close() {
            engine.close();
            model.close();
        }
    }

    private LocalModel(ModelRole role, Settings settings, Limits limits) {
        Settings.LanguageModelSettings asked = role.of(settings);
        this.name = ModelNames.shown(asked.name());
        this.limits = limits;
        load = () -> new Loading<>("The model " + name, role.wayOut(), () -> open(asked, settings.backend(), limits));
    }

    private synchronized Loading<Opened> loading() {
        if (loading == null) {
            loading = load.get();
        }
        return loading;
    }

    /**
     * The model configured for a role.
     *
     * @param now whether to begin to load it
     * @throws NuriException when its file is none that can be read
     */
    static LocalModel of(ModelRole role, Settings settings, boolean now) {
        Settings.LanguageModelSettings configured = role.of(settings);
        try {
            int trained = ModelSummary.of(configured.path()).contextTokens();
            Limits asked = configured.limits();
            int context = Math.min(trained, asked.contextTokens());
            LocalModel model = new LocalModel(
                    role,
                    settings,
                    new Limits(context, Math.min(asked.maxTokens(), Math.max(1, context / 2)), asked.timeout()));
            if (now) {
                model.loading();
            }
            return model;
        } catch (ModelException e) {
            throw new NuriException(
                    ErrorCode.INVALID_INPUT,
                    "The model " + configured.name() + " cannot be opened: " + NuriException.reason(e) + ".",
                    e);
        }
    }

    private static Opened open(Settings.LanguageModelSettings asked, String backend, Limits limits) {
        LanguageModel model = null;
        try {
            model = LanguageModel.open(asked.path(), backend);
            if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
                LOG.infof(
                        "The Vector API is not there, so %s runs on the %s backend; with the JVM flag --add-modules"
                                + " jdk.incubator.vector it may be faster.",
                        asked.name(), model.backend());
            }
            if (model.chatTemplate().isEmpty()) {
                throw new ModelInputException("it has no chat template, so that it cannot be asked anything");
            }
            PromptFormat format = PromptFormat.ofTemplate(model);
            GenerationEngine engine =
                    model.newEngine(EngineSettings.defaults().withCacheTokens(Math.max(2, limits.contextTokens())));
            return new Opened(engine, model, new NuriStreamingChatModel(engine, format));
        } catch (ModelException e) {
            if (model != null) {
                model.close();
            }
            ErrorCode code = e instanceof ModelInputException ? ErrorCode.INVALID_INPUT : ErrorCode.INTERNAL;
            throw new NuriException(code, NuriException.reason(e) + ".", e);
        }
    }

    @Override
    public String id() {
        return name;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    /** By the model's own vocabulary once it is loaded. */
    @Override
    public int tokens(String text) {
        return loading().state().equals("ready")
                ? loading().get().model().tokenizer().encode(text).length
                : AnswerModel.super.tokens(text);
    }

    @Override
    public StreamingHandle start(List<ChatMessage> messages, Form form, StreamingChatResponseHandler handler) {
        NuriRequestParameters parameters = NuriRequestParameters.builder()
                .temperature(0.0)
                .maxOutputTokens(form.maxTokens())
                .grammar(form.passages() == 0 ? null : MarkGrammar.of(form))
                .thinking(form.think())
                .build();
        return start(messages, parameters, handler);
    }

    /** Most probable tokens unless a temperature is asked for; then another draw each time unless a seed is. */
    @Override
    public StreamingHandle chat(ModelChat chat, StreamingChatResponseHandler handler) {
        NuriRequestParameters parameters = NuriRequestParameters.builder()
                .temperature(chat.temperature())
                .topP(chat.topP())
                .maxOutputTokens(Math.min(chat.maxTokens(), limits.contextTokens()))
                .stopSequences(chat.stop())
                .seed(chat.seed() == null ? (Long) RANDOM.nextLong() : chat.seed())
                .grammar(chat.json() == null ? null : grammar(chat.json()))
                .thinking(chat.think() && chat.json() == null)
                .build();
        return start(chat.messages(), parameters, handler);
    }

    private static Grammar grammar(ModelChat.JsonForm json) {
        try {
            return json.schema() == null ? Grammar.json() : Grammar.ofJsonSchema(json.schemaText());
        } catch (ModelInputException e) {
            throw new NuriException(ErrorCode.INVALID_INPUT, NuriException.reason(e) + ".", e);
        }
    }

    private StreamingHandle start(
            List<ChatMessage> messages, NuriRequestParameters parameters, StreamingChatResponseHandler handler) {
        return loading()
                .get()
                .chat()
                .start(
                        ChatRequest.builder()
                                .messages(messages)
                                .parameters(parameters)
                                .build(),
                        handler);
    }

    @Override
    public boolean isLoading() {
        return loading().state().equals("loading");
    }

    @Override
    public void await() {
        var _ = loading().get();
    }

    /** Waits for a model that is still loading: a process that ends in the middle of it crashes in native code. */
    @Override
    public synchronized void close() {
        if (loading != null && !loading.failed()) {
            loading.get().close();
        }
    }
}
