package dev.nuri.generator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThoughtsTest {

    private static String told(boolean awaited, String text, int pieces) {
        Thoughts thoughts = new Thoughts(awaited);
        StringBuilder told = new StringBuilder();
        for (int at = 0; at < text.length(); at += pieces) {
            told.append(thoughts.next(text.substring(at, Math.min(text.length(), at + pieces))));
        }
        return told.append(thoughts.end()).toString();
    }

    @ParameterizedTest
    @CsvSource({
        "false, plain a < b, plain a < b",
        "false, <think>x</think>y, y",
        "false, <THINK>x<think>y</THINK>z, z",
        "false, a<think>x</think>b<reasoning>y</reasoning>c, abc",
        "false, <think>never ends, ''",
        "false, a <thin, a <thin",
        "true, x</think>y, y",
        "true, <think>x</think>y, y",
        "true, no tag at all, no tag at all",
        "true, <think>x, ''",
        "false, ◁think▷x◁/think▷y, y",
        "false, [THINK]x[/THINK]y [1], y [1]"
    })
    void leavesThoughtsOut(boolean awaited, String text, String told) {
        for (int pieces = 1; pieces <= text.length(); pieces++) {
            assertThat(told(awaited, text, pieces)).isEqualTo(told);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"The door is blue. [1]", "a > b", "x [y] z"})
    void plainTextIsHeldBackNoLongerThanATag(String text) {
        assertThat(new Thoughts(false).next(text + " and")).isEqualTo(text + " and");
    }

    @Test
    void thoughtsApartHoldNothingBack() {
        Thoughts thoughts = new Thoughts(true);
        assertThat(thoughts.next("a")).isEmpty();
        thoughts.apart();
        assertThat(thoughts.next("b")).isEqualTo("ab");
    }
}
