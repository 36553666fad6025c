package dev.nuri.generator;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.nuri.generator.prompt.GroundedPrompt;
import java.time.Duration;
import java.util.List;

/** A language model that writes answers, whose every sentence is checked before anyone reads it. Thread-safe. */
public interface AnswerModel extends AutoCloseable {

    /** What a model is told to write, and nothing else, when the passages hold no answer. */
    String NO_ANSWER = GroundedPrompt.NO_ANSWER;

    /**
     * What may be asked of a model.
     *
     * @param contextTokens prompt and text together
     * @param maxTokens of text for an answer, thoughts included
     * @param timeout for everything the model does about a question
     */
    record Limits(int contextTokens, int maxTokens, Duration timeout) {}

    /**
     * How the text is to come.
     *
     * @param maxTokens to write at most
     * @param think whether to think first, where the model can do both
     * @param passages how many passages are numbered in the prompt, so that marks go from 1 to it; 0 for a text without
     *     marks
     */
    record Form(int maxTokens, boolean think, int passages) {}

    /** Name shown as the answer's {@code model}. */
    String id();

    Limits limits();

    /** Tokens of a text, rather too many than too few. */
    default int tokens(String text) {
        return TokenEstimate.of(text);
    }

    /**
     * Begins to write. Whatever goes wrong reaches the handler, on any thread; nothing does after a cancellation. May
     * wait for a model that is still loading.
     *
     * @return cancels at any time, also before the first token
     */
    StreamingHandle start(List<ChatMessage> messages, Form form, StreamingChatResponseHandler handler);

    /**
     * Begins to write what a chat asks for, otherwise as {@link #start} does. What the model cannot do, such as a JSON
     * form, is refused by the handler's error.
     */
    StreamingHandle chat(ModelChat chat, StreamingChatResponseHandler handler);

    /** Whether it is still loading, so that a request would wait. */
    default boolean isLoading() {
        return false;
    }

    /**
     * Waits until it is loaded.
     *
     * @throws dev.nuri.indexer.NuriException why it does not load
     */
    default void await() {}

    @Override
    void close();

    /**
     * Any chat model of LangChain4j. A request that was cancelled ends at its next token.
     *
     * @param id name shown as the answer's {@code model}
     */
    static AnswerModel over(String id, StreamingChatModel chat, Limits limits) {
        return new ChatAnswerModel(id, chat, limits);
    }
}
