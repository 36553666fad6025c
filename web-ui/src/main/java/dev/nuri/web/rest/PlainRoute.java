package dev.nuri.web.rest;

import dev.nuri.generator.Answer;
import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.GuardedChats;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.openai.ChatAnswer;
import dev.nuri.web.api.openai.ChatBody;
import dev.nuri.web.api.openai.ModelRequest;
import java.net.URI;
import java.util.function.Consumer;

/**
 * The language model itself: its own words, from no documents, with nothing cited and nothing checked; what is asked and
 * what it says passes the deployment's policy.
 *
 * @param meter told what the model uses
 */
record PlainRoute(AnswerModel model, GuardedChats chats, Consumer<Answer.Usage> meter) implements ModelRoute {

    @Override
    public void check(ChatBody body) {
        var _ = ModelRequest.of(body, model.limits());
        if (model.isLoading()) {
            throw new NuriException(
                    ErrorCode.NOT_READY, "The model " + model.id() + " is still loading; try again in a moment.");
        }
    }

    @Override
    public ChatAnswer answer(ChatBody body, URI server, Listener listener) {
        GuardedChats.Listener told = new GuardedChats.Listener() {
            @Override
            public void text(String text) {
                listener.begun();
                listener.text(text);
            }

            @Override
            public void thought(String text) {
                listener.begun();
                listener.thought(text);
            }

            @Override
            public void used(Answer.Usage usage) {
                meter.accept(usage);
            }

            @Override
            public boolean cancelled() {
                return listener.cancelled();
            }
        };
        ChatAnswer answer = ChatAnswer.of(chats.write(model, ModelRequest.of(body, model.limits()), told));
        listener.begun();
        return answer;
    }
}
