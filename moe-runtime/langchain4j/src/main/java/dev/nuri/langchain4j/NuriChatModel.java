package dev.nuri.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.nuri.moe.GenerationEngine;
import java.util.Set;

/**
 * A language model in this process as a LangChain4j {@link ChatModel}. For any thread; the model and its engine belong to
 * the caller, who closes them.
 */
public final class NuriChatModel implements ChatModel {
    private final Requests requests;
    private final GenerationEngine engine;

    /**
     * @param engine answers; its model stays open
     * @param format how messages become a prompt
     * @param defaults what requests do not say themselves; most probable tokens, at most 512 of them, where neither says
     */
    public NuriChatModel(GenerationEngine engine, PromptFormat format, ChatRequestParameters defaults) {
        this.requests = new Requests(format, defaults);
        this.engine = engine;
    }

    /** The same without defaults. */
    public NuriChatModel(GenerationEngine engine, PromptFormat format) {
        this(engine, format, Requests.NO_DEFAULTS);
    }

    /**
     * Answers.
     *
     * @throws dev.langchain4j.exception.UnsupportedFeatureException if the request asks for tools, pictures or penalties
     *     that there are none of
     * @throws dev.langchain4j.exception.InvalidRequestException if the request breaks a rule, such as the context's length
     */
    @Override
    public ChatResponse doChat(ChatRequest request) {
        return Requests.translated(() -> requests.response(engine.generate(requests.of(request))));
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return requests.defaults();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }
}
