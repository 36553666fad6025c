package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.generator.GuardModel.Opinion;
import dev.nuri.generator.GuardModel.Severity;
import dev.nuri.generator.Guardrail.Stage;
import dev.nuri.indexer.NuriException;
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

    @Test
    void asksByRole() {
        Qwen3Guard guard = new Qwen3Guard(
                q -> "Safety: Unsafe\nCategories: Jailbreak", a -> a.equals("said") ? "Safety: Safe" : "");
        assertThat(guard.classify(Stage.QUESTION, "asked", "en").category()).isEqualTo(GuardCategory.INJECTION);
        assertThat(guard.classify(Stage.ANSWER, "said", "en")).isEqualTo(Opinion.SAFE);
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
