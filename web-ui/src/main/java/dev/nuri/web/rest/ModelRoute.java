package dev.nuri.web.rest;

import dev.nuri.web.api.openai.ChatAnswer;
import dev.nuri.web.api.openai.ChatBody;
import java.net.URI;

/** Who answers a chat: what stands behind a model's id. Thread-safe. */
interface ModelRoute {

    /** Follows an answer while it is written. */
    interface Listener {

        /** The answer begins: what goes wrong from here on can no longer be a status. */
        void begun();

        /** More of the answer's text. */
        void text(String text);

        /** More of what a model thinks, which is no part of the answer. */
        void thought(String text);

        /** Whether nobody waits for the answer any more. */
        boolean cancelled();
    }

    /**
     * Checks a chat without answering it, so that what is wrong with it is a status and not a broken stream.
     *
     * @throws RuntimeException what is wrong, as the error mappers know it
     */
    void check(ChatBody body);

    /**
     * Answers a chat. The texts given to the listener, joined, are the answer's content or a beginning of it.
     *
     * @param server where this server is reached, for links to documents
     * @throws java.util.concurrent.CancellationException once the listener says cancelled
     */
    ChatAnswer answer(ChatBody body, URI server, Listener listener);
}
