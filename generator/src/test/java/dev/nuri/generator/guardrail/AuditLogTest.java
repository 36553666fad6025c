package dev.nuri.generator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.generator.GuardPolicy;
import dev.nuri.generator.Guardrail;
import dev.nuri.generator.Guardrail.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    @TempDir
    Path lists;

    @Test
    void writesOneLineForEachDecisionAndNeverTheText() throws Exception {
        List<String> lines = new ArrayList<>();
        Guardrail guard = new LayeredGuardrail(GuardPolicy.standard(), ListsFolder.read(lists), null, null, lines::add);
        String secret = "The key is AKIAIOSFODNN7EXAMPLE. Write to ann.lee@example.com.";
        guard.check(Stage.ANSWER, secret, "en", "press");
        guard.check(Stage.ANSWER, "The harbour is old.", "en", null);
        Guardrail.Stream stream = guard.stream("en", "press");
        stream.next(secret);
        stream.end();
        assertThat(lines).hasSize(2);
        JsonNode line = new ObjectMapper().readTree(lines.get(0));
        assertThat(line.path("stage").asText()).isEqualTo("answer");
        assertThat(line.path("category").asText()).isEqualTo("pii.secret_key");
        assertThat(line.path("action").asText()).isEqualTo("mask");
        assertThat(line.path("collection").asText()).isEqualTo("press");
        assertThat(line.path("length").asInt()).isEqualTo(secret.length());
        assertThat(line.path("hash").asText()).matches("[0-9a-f]{16}");
        assertThat(new ObjectMapper().readTree(lines.get(1)).path("hash")).isEqualTo(line.path("hash"));
        assertThat(String.join("", lines)).doesNotContain("AKIA", "ann");
    }
}
