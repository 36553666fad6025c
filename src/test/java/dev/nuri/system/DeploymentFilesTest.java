package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.nuri.web.config.Key;
import dev.nuri.web.config.Secrets;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files by which Nuri is deployed say what Kubernetes and Nuri know. */
class DeploymentFilesTest {

    private static final Pattern VARIABLE = Pattern.compile("\\bNURI_[A-Z_]+");

    /** Of the image and the launcher. */
    private static final Set<String> OTHERS = Set.of("NURI_HOME", "NURI_JVM_OPTS");

    @Test
    void kubernetesKnowsEveryFieldOfTheManifest() throws Exception {
        List<JsonNode> parts = parts();
        assertThat(parts).extracting(part -> part.path("kind").asText()).contains("StatefulSet", "Service");
        for (JsonNode part : parts) {
            check(part);
        }
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowIsTold() throws Exception {
        JsonNode set = parts().stream()
                .filter(part -> part.path("kind").asText().equals("StatefulSet"))
                .findFirst()
                .orElseThrow();
        ((ObjectNode) set.at("/spec/template/spec/containers/0")).put("imagee", "nuri");
        assertThatThrownBy(() -> check(set))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("imagee");
    }

    private static List<JsonNode> parts() throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        try (var parser = yaml.createParser(deploy("kubernetes.yaml").toFile())) {
            return yaml.readValues(parser, JsonNode.class).readAll();
        }
    }

    /** Fields, their types, and those that must be there, as the API of Kubernetes has them. */
    private static void check(JsonNode part) throws ReflectiveOperationException {
        JsonElement json = JsonParser.parseString(part.toString());
        Class<?> type = Class.forName(
                "io.kubernetes.client.openapi.models.V1" + part.path("kind").asText());
        try {
            type.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException found) {
                throw found;
            }
            throw e;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes.yaml", "compose.yaml", "compose-cluster.yaml", "Dockerfile", "nuri.sh"})
    void nuriKnowsEveryVariable(String file) throws IOException {
        Set<String> known = new TreeSet<>(OTHERS);
        Arrays.stream(Key.values()).map(Key::variable).forEach(known::add);
        known.addAll(List.of(
                Secrets.MODELS_TOKEN,
                Secrets.EMBEDDER_KEY,
                Secrets.RERANKER_KEY,
                Secrets.MODEL_KEY,
                Secrets.GUARD_MODEL_KEY,
                Secrets.OPENSEARCH_PASSWORD,
                Secrets.OPENSEARCH_CLIENT_PASSWORD,
                Secrets.KEY));
        Set<String> named = new TreeSet<>();
        VARIABLE.matcher(Files.readString(deploy(file))).results().forEach(found -> named.add(found.group()));
        named.removeAll(known);
        assertThat(named).isEmpty();
    }

    private static Path deploy(String file) {
        return Repository.root().resolve("docs/deploy").resolve(file);
    }
}
