package dev.nuri.web.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.generator.AnswerModel;
import dev.nuri.moe.Grammar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkGrammarTest {

    private final Grammar grammar = MarkGrammar.of(new AnswerModel.Form(100, false, 12));

    @ParameterizedTest
    @ValueSource(strings = {"NO_ANSWER", "It is so.[1]", "It is so. [12]", "One.[1][2] Two. [3]", "서울은 수도이다. [11]"})
    void letsSentencesWithMarksCome(String text) {
        assertThat(grammar.accepts(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "It is so.",
                "It is so.[0]",
                "It is so.[13]",
                "It is so.[1",
                "[1]",
                "It [x] so.[1]",
                "a\nb.[1]",
                "<b>.[1]",
                "- so.[1][1][1][1]",
                "![x](y)[1]",
                "<think>x</think>It is so.[1]"
            })
    void letsNothingElseCome(String text) {
        assertThat(grammar.accepts(text)).isFalse();
    }

    @Test
    void whatThinksMayThinkFirst() {
        Grammar thinking = MarkGrammar.of(new AnswerModel.Form(100, true, 2));
        assertThat(thinking.accepts("<think>it [7] may\n\nbe</think>\n\nIt is so. [2]"))
                .isTrue();
        assertThat(thinking.accepts("It is so. [2]")).isTrue();
        assertThat(thinking.accepts("<think>it may be")).isFalse();
    }
}
