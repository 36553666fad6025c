package dev.nuri.langchain4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.internal.JsonSchemaElementJsonUtils;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.nuri.moe.GenerationRequest;
import dev.nuri.moe.GenerationResult;
import dev.nuri.moe.Grammar;
import dev.nuri.moe.ModelException;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelInternalException;
import dev.nuri.moe.ModelResourceException;
import dev.nuri.moe.StopReason;
import java.util.Optional;
import java.util.function.Supplier;

/** LangChain4j's requests as the runtime's, and its results back. */
final class Requests {
    static final ChatRequestParameters NO_DEFAULTS = DefaultChatRequestParameters.EMPTY;

    private final PromptFormat format;
    private final ChatRequestParameters defaults;
    private final ObjectMapper json = new ObjectMapper();

    Requests(PromptFormat format, ChatRequestParameters defaults) {
        this.format = format;
        this.defaults = defaults;
    }

    ChatRequestParameters defaults() {
        return defaults;
    }

    /** A request with the defaults already merged in, as {@code doChat} gets it. */
    GenerationRequest of(ChatRequest request) {
        ChatRequestParameters p = request.parameters();
        refuse(!p.toolSpecifications().isEmpty(), "tools");
        refuse(p.frequencyPenalty() != null, "a frequency penalty");
        refuse(p.presencePenalty() != null, "a presence penalty");
        GenerationRequest.Builder out = GenerationRequest.promptIds(prompt(request, p));
        if (p.maxOutputTokens() != null) {
            out.maxTokens(p.maxOutputTokens());
        }
        if (p.temperature() != null) {
            out.temperature(p.temperature().floatValue());
        }
        if (p.topK() != null) {
            out.topK(p.topK());
        }
        if (p.topP() != null) {
            out.topP(p.topP().floatValue());
        }
        if (!p.stopSequences().isEmpty()) {
            out.stop(p.stopSequences().toArray(String[]::new));
        }
        if (p instanceof NuriRequestParameters own) {
            own.seed().ifPresent(out::seed);
        }
        Grammar grammar = grammar(p);
        return (grammar == null ? out : out.grammar(grammar)).build();
    }

    private int[] prompt(ChatRequest request, ChatRequestParameters p) {
        Optional<Boolean> thinking = p instanceof NuriRequestParameters own ? own.thinking() : Optional.empty();
        return format.prompt(request.messages(), thinking);
    }

    private Grammar grammar(ChatRequestParameters p) {
        Optional<Grammar> own = p instanceof NuriRequestParameters ours ? ours.grammar() : Optional.empty();
        return own.orElseGet(() -> grammar(p.responseFormat()));
    }

    private static void refuse(boolean asked, String what) {
        if (asked) {
            throw new UnsupportedFeatureException("this model does not support " + what);
        }
    }

    private Grammar grammar(ResponseFormat format) {
        if (format == null || format.type() != ResponseFormatType.JSON) {
            return null;
        }
        if (format.jsonSchema() == null) {
            return Grammar.json();
        }
        try {
            return Grammar.ofJsonSchema(json.writeValueAsString(
                    JsonSchemaElementJsonUtils.toMap(format.jsonSchema().rootElement())));
        } catch (JsonProcessingException e) {
            throw new InvalidRequestException("the schema cannot be written as JSON", e);
        }
    }

    /** What came of it. */
    ChatResponse response(GenerationResult result) {
        int in = result.counters().promptTokens();
        int out = result.counters().generatedTokens();
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(result.text()))
                .tokenUsage(new TokenUsage(in, out))
                .finishReason(reason(result.stopReason()))
                .build();
    }

    private static FinishReason reason(StopReason reason) {
        return switch (reason) {
            case END, STOP_SEQUENCE, COMPLETE -> FinishReason.STOP;
            case LENGTH -> FinishReason.LENGTH;
            case CANCELLED -> FinishReason.OTHER;
        };
    }

    /** Runs something; the runtime's failures become LangChain4j's, so that its retries know which are worth it. */
    static <T> T translated(Supplier<T> work) {
        try {
            return work.get();
        } catch (ModelException e) {
            throw switch (e) {
                case ModelInputException input -> new InvalidRequestException(input.getMessage(), input);
                case ModelResourceException busy -> new RateLimitException(busy.getMessage(), busy);
                case ModelInternalException defect -> defect; // trying again would not help
            };
        }
    }
}
