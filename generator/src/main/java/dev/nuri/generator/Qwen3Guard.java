package dev.nuri.generator;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model of the family Qwen3Guard-Gen, which answers a text with the lines {@code Safety: Safe|Unsafe|Controversial}
 * and {@code Categories: ...}. Its own chat template makes the instruction around the text, so that the text alone is
 * sent: the template must know the role, as that of the published files does.
 */
public final class Qwen3Guard implements GuardModel {

    private static final Pattern SAFETY = Pattern.compile("(?m)^\\s*Safety:\\s*(Safe|Unsafe|Controversial)\\b");
    private static final Pattern CATEGORIES = Pattern.compile("(?m)^\\s*Categories:\\s*(.{1,400})$");

    /** Its categories; where one of ours is narrower, the gravest it may mean. */
    private static final Map<String, GuardCategory> OURS = Map.of(
            "violent", GuardCategory.VIOLENT_CRIME,
            "non-violent illegal acts", GuardCategory.NONVIOLENT_CRIME,
            "sexual content or sexual acts", GuardCategory.SEXUAL,
            "pii", GuardCategory.PRIVACY,
            "personally identifiable information", GuardCategory.PRIVACY,
            "suicide & self-harm", GuardCategory.SELF_HARM,
            "unethical acts", GuardCategory.HATE,
            "politically sensitive topics", GuardCategory.SPECIALISED_ADVICE,
            "copyright violation", GuardCategory.IP,
            "jailbreak", GuardCategory.INJECTION);

    /** Stands before an answer, which the template looks for after what a user said. */
    private static final UserMessage ASKED = UserMessage.from("Answer from the documents.");

    private static final int MOST_TOKENS = 128;

    /** Whoever waits for an opinion interrupts the thread when it takes too long. */
    private static final GuardedChats.Listener UNHEARD = new GuardedChats.Listener() {
        @Override
        public void text(String text) {}

        @Override
        public void thought(String text) {}

        @Override
        public boolean cancelled() {
            return Thread.currentThread().isInterrupted();
        }
    };

    private final AnswerModel model;

    /** @param model stays the caller's to close; its limits' timeout ends a judgement that nobody waits for any more */
    public Qwen3Guard(AnswerModel model) {
        this.model = model;
    }

    @Override
    public void await() {
        model.await();
    }

    /**
     * Asks the model.
     *
     * @throws NuriException when it fails or writes something else than its format
     * @throws java.util.concurrent.CancellationException when the thread is interrupted
     */
    @Override
    public Opinion classify(Stage role, String text, String lang) {
        List<ChatMessage> messages =
                role == Stage.QUESTION ? List.of(UserMessage.from(text)) : List.of(ASKED, AiMessage.from(text));
        int most = Math.min(MOST_TOKENS, model.limits().maxTokens());
        ModelChat chat = new ModelChat(messages, 0.0, null, most, null, List.of(), null, false);
        return parse(PlainChat.of(model, chat, UNHEARD).text());
    }

    /** Reads what the model wrote; of several categories the one that comes first in the taxonomy counts. */
    static Opinion parse(String written) {
        Matcher safety = SAFETY.matcher(written);
        if (!safety.find()) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    "A guard model must write 'Safety: Safe', 'Unsafe' or 'Controversial', and did not.");
        }
        if (safety.group(1).equals("Safe")) {
            return Opinion.SAFE;
        }
        Severity severity = safety.group(1).equals("Unsafe") ? Severity.UNSAFE : Severity.CONTROVERSIAL;
        Matcher categories = CATEGORIES.matcher(written);
        GuardCategory category = categories.find()
                ? Arrays.stream(categories.group(1).split(",", -1))
                        .map(c -> OURS.get(c.strip().toLowerCase(Locale.ROOT)))
                        .filter(c -> c != null)
                        .min(Comparator.naturalOrder())
                        .orElse(GuardCategory.NONVIOLENT_CRIME)
                : GuardCategory.NONVIOLENT_CRIME;
        return new Opinion(severity, category);
    }
}
