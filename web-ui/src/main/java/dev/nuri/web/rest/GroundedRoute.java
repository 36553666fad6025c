package dev.nuri.web.rest;

import dev.nuri.generator.Answerer;
import dev.nuri.web.api.AskBody;
import dev.nuri.web.api.openai.ChatAnswer;
import dev.nuri.web.api.openai.ChatBody;
import dev.nuri.web.api.openai.Conversation;
import dev.nuri.web.client.LocalNuri;
import java.net.URI;

/**
 * Answers from the documents. What the system message says is no part of the question: it is not searched for, and it
 * cannot change what counts as support.
 *
 * @param nuri answers
 * @param measures times answers
 * @param collection only from this one; null for all
 */
record GroundedRoute(LocalNuri nuri, Measures measures, String collection) implements ModelRoute {

    @Override
    public void check(ChatBody body) {
        nuri.check(ask(body));
    }

    @Override
    public ChatAnswer answer(ChatBody body, URI server, Listener listener) {
        listener.begun();
        Answerer.Listener told = new Answerer.Listener() {
            @Override
            public void chunk(String text) {
                listener.text(text);
            }

            @Override
            public void refusal(String text) {
                // Stands in a field of its own.
            }

            @Override
            public boolean cancelled() {
                return listener.cancelled();
            }
        };
        return ChatAnswer.of(measures.ask(() -> nuri.ask(ask(body), told)), server);
    }

    private AskBody ask(ChatBody body) {
        Conversation chat = body.conversation();
        ChatBody.Extension own = body.nuri();
        return new AskBody(
                chat.question(),
                collection,
                own == null ? null : own.lang(),
                own == null ? null : own.filters(),
                null,
                body.thinks(),
                chat.history());
    }
}
