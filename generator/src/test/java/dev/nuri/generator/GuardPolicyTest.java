package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.generator.Guardrail.Action;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardPolicyTest {

    @TempDir
    Path temp;

    private GuardPolicy read(String text) throws IOException {
        return GuardPolicy.of(
                Files.writeString(temp.resolve("policy.properties"), text).toString());
    }

    @Test
    void readsEveryKey() throws IOException {
        GuardPolicy policy = read("""
                # ours
                base = off
                question.hate = block 0.8
                answer.pii = mask
                answer.pii.email = allow
                collection.press.room.question.hate = flag
                flag.at = 0.6
                model.time = 250 ms
                model.fails = closed
                """);
        assertThat(policy.action(Stage.QUESTION, "hate", 0.85, null)).isEqualTo(Action.BLOCK);
        assertThat(policy.action(Stage.QUESTION, "hate", 0.7, null)).isEqualTo(Action.FLAG);
        assertThat(policy.action(Stage.QUESTION, "hate", 0.5, null)).isEqualTo(Action.ALLOW);
        assertThat(policy.action(Stage.QUESTION, "hate", 0.95, "press.room")).isEqualTo(Action.FLAG);
        assertThat(policy.action(Stage.QUESTION, "violent_crime", 1, null)).isEqualTo(Action.ALLOW);
        assertThat(policy.action(Stage.ANSWER, "pii.iban", 0.9, null)).isEqualTo(Action.MASK);
        assertThat(policy.action(Stage.ANSWER, "pii.email", 0.9, null)).isEqualTo(Action.ALLOW);
        assertThat(policy.modelTime()).isEqualTo(Duration.ofMillis(250));
        assertThat(policy.modelFailsOpen()).isFalse();
    }

    @Test
    void startsFromTheStandard() throws IOException {
        GuardPolicy policy = read("answer.pii.iban = block\n");
        assertThat(policy.action(Stage.QUESTION, "child_sexual", 0.95, null)).isEqualTo(Action.BLOCK);
        assertThat(policy.action(Stage.ANSWER, "pii.iban", 0.95, null)).isEqualTo(Action.BLOCK);
        assertThat(policy.action(Stage.ANSWER, "pii.secret_key", 0.95, null)).isEqualTo(Action.MASK);
        assertThat(policy.action(Stage.ANSWER, "pii.email", 0.95, null)).isEqualTo(Action.FLAG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "question.hate",
                "question.hat = block",
                "asking.hate = block",
                "question.hate = stop",
                "question.hate = block high",
                "question.hate = block 1.5",
                "question.hate = block 0.5 0.6",
                "answer.pii.passport = mask",
                "base = lenient",
                "flag.at = some",
                "model.time = 3 s",
                "model.fails = maybe",
                "collection.question.hate = block"
            })
    void namesFileAndLineOfWhatIsWrong(String line) {
        assertThatThrownBy(() -> read("# first\n" + line + "\n"))
                .isInstanceOf(NuriException.class)
                .hasMessageStartingWith("Line 2 of " + temp.resolve("policy.properties"))
                .hasMessageMatching("(?s).*, got '.*'\\.")
                .hasMessageNotContaining("\n");
    }

    @Test
    void baseComesFirst() {
        assertThatThrownBy(() -> read("flag.at = 0.5\nbase = strict\n"))
                .hasMessageContaining("must have base before everything else");
    }

    @Test
    void aNameThatIsNoneAndNoFileIsRefused() {
        assertThatThrownBy(() -> GuardPolicy.of(temp.resolve("absent").toString()))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("off, standard, strict");
    }

    @Test
    void everyBuiltInPolicyHasItsMeaning() {
        assertThat(GuardPolicy.BUILT_IN)
                .allSatisfy(name -> assertThat(GuardPolicy.of(name)).isNotNull());
        for (GuardCategory category : GuardCategory.values()) {
            for (Stage stage : Stage.values()) {
                Action off = GuardPolicy.off().action(stage, category.id(), 1, null);
                Action standard = GuardPolicy.standard().action(stage, category.id(), 1, null);
                Action strict = GuardPolicy.strict().action(stage, category.id(), 1, null);
                assertThat(off).isEqualTo(Action.ALLOW);
                assertThat(strict).isGreaterThanOrEqualTo(standard);
            }
        }
    }
}
