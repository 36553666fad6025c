package dev.nuri.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.nuri.moe.LanguageModel;
import java.util.List;
import java.util.Optional;

/** How messages become the prompt that a model was trained to answer. For any thread. */
@FunctionalInterface
public interface PromptFormat {
    /**
     * The prompt's token ids, up to where the model's answer begins.
     *
     * @param messages at least one, in order
     * @throws dev.langchain4j.exception.UnsupportedFeatureException if a message has what the model cannot read
     * @throws dev.nuri.moe.ModelInputException if the format refuses these messages
     */
    int[] prompt(List<ChatMessage> messages);

    /**
     * The same, telling the model whether to think first; a format that knows nothing of thinking passes that over.
     *
     * @param thinking empty for the model's own habit
     */
    default int[] prompt(List<ChatMessage> messages, Optional<Boolean> thinking) {
        return prompt(messages);
    }

    /**
     * The model's own chat template. What messages say stays text: no control token can come of it.
     *
     * @throws dev.nuri.moe.ModelInputException if it has none, or one that cannot be read
     */
    static PromptFormat ofTemplate(LanguageModel model) {
        return new TemplateFormat(model);
    }
}
