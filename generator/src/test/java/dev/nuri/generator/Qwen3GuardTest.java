package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageType;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.nuri.generator.GuardModel.Opinion;
import dev.nuri.generator.GuardModel.Severity;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.indexer.NuriException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Qwen3GuardTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Safety: Unsafe\\nCategories: Violent|UNSAFE|VIOLENT_CRIME",
                "Safety: Unsafe\\nCategories: Non-violent Illegal Acts|UNSAFE|NONVIOLENT_CRIME",
                "Safety: Controversial\\nCategories: Politically Sensitive Topics|CONTROVERSIAL|SPECIALISED_ADVICE",
                "Safety: Unsafe\\nCategories: Sexual Content or Sexual Acts|UNSAFE|SEXUAL",
                "Safety: Unsafe\\nCategories: PII|UNSAFE|PRIVACY",
                "Safety: Unsafe\\nCategories: Suicide & Self-Harm, Unethical Acts|UNSAFE|SELF_HARM",
                "Safety: Unsafe\\nCategories: Unethical Acts|UNSAFE|HATE",
                "Safety: Unsafe\\nCategories: Copyright Violation|UNSAFE|IP",
                "Safety: Unsafe\\nCategories: Jailbreak|UNSAFE|INJECTION",
                "Safety: Unsafe\\nCategories: Something New|UNSAFE|NONVIOLENT_CRIME",
                "Safety: Unsafe|UNSAFE|NONVIOLENT_CRIME"
            })
    void readsItsFormat(String written, Severity severity, GuardCategory category) {
        assertThat(Qwen3Guard.parse(written.replace("\\n", "\n"))).isEqualTo(new Opinion(severity, category));
    }

    @Test
    void safeHasNoCategory() {
        assertThat(Qwen3Guard.parse("Safety: Safe\nCategories: None\nRefusal: No"))
                .isEqualTo(Opinion.SAFE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "I think this is fine.", "Safety: Maybe", "Safety:", "Safe"})
    void anythingElseIsAnError(String written) {
        assertThatThrownBy(() -> Qwen3Guard.parse(written)).isInstanceOf(NuriException.class);
    }

    /** Answers by the roles of the messages it gets. */
    private static Qwen3Guard guard(List<List<ChatMessage>> asked, Function<List<ChatMessage>, String> answer) {
        StreamingChatModel chat = new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                asked.add(request.messages());
                String text = answer.apply(request.messages());
                handler.onPartialResponse(text);
                handler.onCompleteResponse(ChatResponse.builder()
                        .aiMessage(AiMessage.from(text))
                        .finishReason(FinishReason.STOP)
                        .build());
            }
        };
        return new Qwen3Guard(
                AnswerModel.over("guard", chat, new AnswerModel.Limits(4096, 128, Duration.ofSeconds(30))));
    }

    @Test
    void asksByRole() {
        List<List<ChatMessage>> asked = new ArrayList<>();
        Qwen3Guard guard = guard(
                asked,
                messages -> messages.getLast().type() == ChatMessageType.AI
                        ? "Safety: Safe\nCategories: None\nRefusal: No"
                        : "Safety: Unsafe\nCategories: Jailbreak");
        assertThat(guard.classify(Stage.QUESTION, "asked", "en").category()).isEqualTo(GuardCategory.INJECTION);
        assertThat(guard.classify(Stage.ANSWER, "said", "en")).isEqualTo(Opinion.SAFE);
        assertThat(asked.getFirst()).containsExactly(UserMessage.from("asked"));
        assertThat(asked.getLast()).hasSize(2).last().isEqualTo(AiMessage.from("said"));
    }

    @Test
    void thoughtsAreNoVerdict() {
        Qwen3Guard guard =
                guard(new ArrayList<>(), messages -> "<think>Safety: Unsafe</think>\nSafety: Safe\nCategories: None");
        assertThat(guard.classify(Stage.QUESTION, "asked", "en")).isEqualTo(Opinion.SAFE);
    }

    @Test
    void whatFailsOrIsNonsenseIsAnError() {
        Qwen3Guard failing = guard(new ArrayList<>(), messages -> {
            throw new IllegalStateException("no such model");
        });
        assertThatThrownBy(() -> failing.classify(Stage.QUESTION, "asked", "en"))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("no such model");
        Qwen3Guard babbling = guard(new ArrayList<>(), messages -> "I am happy to help!");
        assertThatThrownBy(() -> babbling.classify(Stage.ANSWER, "said", "en")).isInstanceOf(NuriException.class);
    }

    @Test
    void everyCategoryOfQwen3GuardIsInTheTaxonomy() {
        assertThat(GuardCategory.values())
                .extracting(GuardCategory::qwen3Guard)
                .contains("Violent", "Jailbreak", "PII");
        assertThat(GuardCategory.ofAiluminate("spc_hlt")).contains(GuardCategory.SPECIALISED_ADVICE);
        assertThat(GuardCategory.of("pii.iban")).contains(GuardCategory.PII);
        assertThat(GuardCategory.of("nothing")).isEmpty();
    }
}
