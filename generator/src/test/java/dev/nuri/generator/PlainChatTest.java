package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.nuri.generator.ScriptedChat.Step;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PlainChatTest {

    /** What a listener heard; it leaves at a text. */
    private static final class Heard implements GuardedChats.Listener {

        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thoughts = new StringBuilder();
        private final String leavesAt;

        private Heard(String leavesAt) {
            this.leavesAt = leavesAt;
        }

        @Override
        public void text(String piece) {
            text.append(piece);
        }

        @Override
        public void thought(String piece) {
            thoughts.append(piece);
        }

        @Override
        public boolean cancelled() {
            return leavesAt != null && text.indexOf(leavesAt) >= 0;
        }
    }

    private final Heard heard = new Heard(null);

    private static ModelChat chat(boolean json, boolean think) {
        return new ModelChat(
                List.of(SystemMessage.from("Be brief."), UserMessage.from("Go on.")),
                0.5,
                null,
                50,
                null,
                List.of(),
                json ? new ModelChat.JsonForm("any", Map.of("type", "object")) : null,
                think);
    }

    private static GuardedChats.Written written(GuardedChats.Listener listener, ModelChat chat, ScriptedChat model) {
        AnswerModel.Limits limits = new AnswerModel.Limits(4096, 512, Duration.ofMillis(500));
        return PlainChat.of(AnswerModel.over("tiny", model, limits), chat, listener);
    }

    @Test
    void itTellsTheModelsOwnWords() {
        GuardedChats.Written written = written(
                heard, chat(false, false), ScriptedChat.playing(new Step.Think("hm"), new Step.Say("It is. [7]")));
        assertThat(written.text()).isEqualTo("It is. [7]").isEqualTo(heard.text.toString());
        assertThat(written.thoughts()).isEqualTo("hm").isEqualTo(heard.thoughts.toString());
        assertThat(written.cut()).isFalse();
    }

    @Test
    void thoughtsInTagsAreLeftOut() {
        assertThat(written(heard, chat(false, false), ScriptedChat.saying("<think>Well.</think>It is."))
                        .text())
                .isEqualTo("It is.");
        assertThat(written(heard, chat(false, true), ScriptedChat.saying("Well.</think>It is."))
                        .text())
                .isEqualTo("It is.");
    }

    @Test
    void aLimitIsSaid() {
        assertThat(written(heard, chat(false, false), ScriptedChat.playing(new Step.Say("It"), new Step.Cut()))
                        .cut())
                .isTrue();
        ScriptedChat endless = ScriptedChat.playing(new Step.Forever("more "));
        GuardedChats.Written written = written(heard, chat(false, false), endless);
        assertThat(written.cut()).isTrue();
        assertThat(written.text()).startsWith("more ").hasSizeLessThan(1_000);
    }

    @Test
    void whatTakesTooLongIsGivenUp() {
        ScriptedChat halting = ScriptedChat.playing(new Step.Say("It is "), new Step.Wait(5_000), new Step.Say("so."));
        assertThat(written(heard, chat(false, false), halting)).satisfies(written -> {
            assertThat(written.text()).isEqualTo("It is ");
            assertThat(written.cut()).isTrue();
        });
        ScriptedChat silent = ScriptedChat.playing(new Step.Wait(5_000), new Step.Say("so."));
        assertThatThrownBy(() -> written(heard, chat(false, false), silent))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_READY))
                .hasMessage("The model tiny wrote nothing within 500 ms.");
    }

    @Test
    void whoLeavesEndsIt() throws InterruptedException {
        ScriptedChat endless = ScriptedChat.playing(new Step.Forever("more "));
        assertThatThrownBy(() -> written(new Heard("more"), chat(false, false), endless))
                .isInstanceOf(CancellationException.class);
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (endless.running.get() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        assertThat(endless.running).hasValue(0);
    }

    @Test
    void aModelThatWritesNoJsonSaysSo() {
        assertThatThrownBy(() -> written(heard, chat(true, false), ScriptedChat.saying("{}")))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining("The model tiny did not answer: it writes no JSON");
    }

    @ParameterizedTest
    @MethodSource
    void failuresAreTold(RuntimeException failure, ErrorCode code) {
        assertThatThrownBy(() -> written(heard, chat(false, false), ScriptedChat.playing(new Step.Fail(failure))))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage("The model tiny did not answer: it says why.");
    }

    static Stream<Arguments> failuresAreTold() {
        return Stream.of(
                Arguments.of(new InvalidRequestException("it says why"), ErrorCode.INVALID_INPUT),
                Arguments.of(new RateLimitException("it says why"), ErrorCode.BUSY),
                Arguments.of(new HttpException(502, "it says why"), ErrorCode.NOT_READY),
                Arguments.of(
                        new IllegalStateException("wrapped", NuriException.notFound("it says why.")),
                        ErrorCode.NOT_FOUND),
                Arguments.of(new IllegalStateException("it says why"), ErrorCode.INTERNAL));
    }
}
