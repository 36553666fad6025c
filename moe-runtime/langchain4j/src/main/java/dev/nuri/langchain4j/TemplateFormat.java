package dev.nuri.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.nuri.moe.LanguageModel;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.chat.ChatOptions;
import dev.nuri.moe.chat.ChatTemplate;
import dev.nuri.moe.tokenizer.Tokenizer;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Prompts by a model's own chat template. */
final class TemplateFormat implements PromptFormat {
    private final ChatTemplate template;
    private final Tokenizer tokenizer;

    TemplateFormat(LanguageModel model) {
        this.template = model.chatTemplate()
                .orElseThrow(() -> new ModelInputException("the model has no chat template: give a PromptFormat"));
        this.tokenizer = model.tokenizer();
    }

    @Override
    public int[] prompt(List<ChatMessage> messages) {
        return prompt(messages, Optional.empty());
    }

    @Override
    public int[] prompt(List<ChatMessage> messages, Optional<Boolean> thinking) {
        List<dev.nuri.moe.chat.ChatMessage> turns =
                messages.stream().map(TemplateFormat::turn).toList();
        ChatOptions options = ChatOptions.answer(Clock.systemUTC().instant());
        return template.render(turns, thinking.map(options::withThinking).orElse(options))
                .ids(tokenizer);
    }

    private static dev.nuri.moe.chat.ChatMessage turn(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> dev.nuri.moe.chat.ChatMessage.of("system", system.text());
            case UserMessage user
            when user.hasSingleText() -> dev.nuri.moe.chat.ChatMessage.of("user", user.singleText());
            case AiMessage ai
            when ai.text() != null && !ai.hasToolExecutionRequests() ->
                dev.nuri.moe.chat.ChatMessage.of("assistant", ai.text());
            default ->
                throw new UnsupportedFeatureException(
                        "this model reads text only, got a message of type " + message.type() + " with something else");
        };
    }
}
