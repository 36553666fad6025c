package dev.nuri.generator;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.nuri.generator.Guardrail.Action;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.generator.Guardrail.Verdict;
import dev.nuri.indexer.LanguageIdentifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/**
 * Chats with a model itself, from no documents, under the deployment's policy: all that is asked is judged before the model
 * gets it, all that the model writes on its way out, its thoughts too. Thread-safe.
 */
public final class GuardedChats {

    private final Guardrail guard;
    private final LanguageIdentifier languages;

    public GuardedChats(Guardrail guard, LanguageIdentifier languages) {
        this.guard = guard;
        this.languages = languages;
    }

    /** Follows a text as it is written, on the calling thread. */
    public interface Listener {

        /** More text. */
        void text(String text);

        /** More thoughts of a model that tells them apart. */
        void thought(String text);

        /** What the model used, as {@link Answerer.Listener#used} tells it. */
        default void used(Answer.Usage usage) {}

        /** Whether nobody waits for the text any more; asked every few milliseconds. */
        boolean cancelled();
    }

    /**
     * What a model wrote.
     *
     * @param text the pieces told, joined
     * @param thoughts likewise
     * @param usage tokens as the model counted them
     * @param cut whether a limit of tokens or time ended it, not the model
     * @param refusal why the policy did not let it be asked or go on, in the asker's language; null when it did
     */
    public record Written(String text, String thoughts, Answer.Usage usage, boolean cut, String refusal) {}

    /**
     * Has a model write, and waits for all of it.
     *
     * @throws CancellationException once the listener says cancelled, or the thread is interrupted
     * @throws dev.nuri.indexer.NuriException when the model fails: {@code INVALID_INPUT} for what it cannot read or do,
     *     {@code BUSY} and {@code NOT_READY} for what may pass
     */
    public Written write(AnswerModel model, ModelChat chat, Listener listener) {
        String lang = languages.identify(ModelText.text(chat.messages().getLast()));
        Asked asked = new Asked(chat.messages());
        if (asked.blockedBy != null) {
            String refusal = AnswerMessages.in(lang).refusal(asked.blockedBy);
            return new Written("", "", Answer.Usage.NONE, false, refusal);
        }
        return new Said(lang, listener).write(model, chat.withMessages(asked.messages));
    }

    private static ChatMessage withText(ChatMessage message, String text) {
        return switch (message.type()) {
            case SYSTEM -> SystemMessage.from(text);
            case USER -> UserMessage.from(text);
            default -> AiMessage.from(text);
        };
    }

    /**
     * What goes to the model. The last message is judged as any question. So is all that stands before it, which a client
     * can fill with anything, as one long text. Instructions may instruct: that alone blocks none.
     */
    private final class Asked {

        private final List<ChatMessage> messages;
        private String blockedBy;

        Asked(List<ChatMessage> sent) {
            messages = new ArrayList<>(sent);
            int last = sent.size() - 1;
            judge(i -> i == last, false);
            judge(i -> i < last && !(sent.get(i) instanceof SystemMessage), false);
            judge(i -> i < last && sent.get(i) instanceof SystemMessage, true);
        }

        private void judge(Predicate<Integer> which, boolean mayInstruct) {
            List<Integer> places = new ArrayList<>();
            StringBuilder joined = new StringBuilder();
            for (int i = 0; i < messages.size(); i++) {
                if (which.test(i)) {
                    places.add(i);
                    joined.append(ModelText.text(messages.get(i))).append('\n');
                }
            }
            if (blockedBy != null || places.isEmpty()) {
                return;
            }
            String text = joined.substring(0, joined.length() - 1);
            switch (guard.check(Stage.QUESTION, text, languages.identify(text), null)) {
                case Verdict.Pass _ -> {}
                case Verdict.Rewrite rewrite -> replace(places, rewrite.text());
                case Verdict.Block block -> blockedBy = mayInstruct && onlyInstructs(block) ? null : block.category();
            }
        }

        private static boolean onlyInstructs(Verdict.Block block) {
            return block.findings().stream()
                    .filter(finding -> finding.action().compareTo(Action.FLAG) > 0)
                    .allMatch(finding -> finding.category().equals(GuardCategory.INJECTION.id()));
        }

        /** Masking keeps the length, so that every message is found again. */
        private void replace(List<Integer> places, String masked) {
            int at = 0;
            for (int i : places) {
                int end = at + ModelText.text(messages.get(i)).length();
                messages.set(i, withText(messages.get(i), masked.substring(at, end)));
                at = end + 1;
            }
        }
    }

    /** What comes back: thoughts and text by turns, each run of thoughts a text of its own. */
    private final class Said implements Listener {

        private final Listener listener;
        private final String lang;
        private final GuardedStream text;
        private final StringBuilder thought = new StringBuilder();
        private GuardedStream thoughts;
        private String blockedBy;

        Said(String lang, Listener listener) {
            this.lang = lang;
            this.listener = listener;
            text = new GuardedStream(guard.stream(lang, null), listener::text);
        }

        Written write(AnswerModel model, ModelChat chat) {
            Written whole;
            try {
                whole = PlainChat.of(model, chat, this);
            } catch (CancellationException e) {
                if (blockedBy == null) {
                    throw e;
                }
                return written(Answer.Usage.NONE, false);
            }
            endThoughts();
            if (blockedBy == null) {
                text.end();
                blockedBy = text.blockedBy();
            }
            return written(whole.usage(), whole.cut());
        }

        private Written written(Answer.Usage usage, boolean cut) {
            String refusal = blockedBy == null ? null : AnswerMessages.in(lang).refusal(blockedBy);
            return new Written(text.released(), thought.toString(), usage, cut && refusal == null, refusal);
        }

        @Override
        public void text(String piece) {
            endThoughts();
            if (blockedBy == null) {
                text.next(piece);
                blockedBy = text.blockedBy();
            }
        }

        @Override
        public void thought(String piece) {
            if (blockedBy == null) {
                if (thoughts == null) {
                    thoughts = new GuardedStream(guard.stream(lang, null), this::release);
                }
                thoughts.next(piece);
                blockedBy = thoughts.blockedBy();
            }
        }

        private void release(String thoughtOut) {
            thought.append(thoughtOut);
            listener.thought(thoughtOut);
        }

        /** Lets go what is held back of them, before the text goes on. */
        private void endThoughts() {
            if (thoughts != null && blockedBy == null) {
                thoughts.end();
                blockedBy = thoughts.blockedBy();
                thoughts = null;
            }
        }

        @Override
        public void used(Answer.Usage usage) {
            listener.used(usage);
        }

        /** What the policy ended is waited for no more. */
        @Override
        public boolean cancelled() {
            return blockedBy != null || listener.cancelled();
        }
    }
}
