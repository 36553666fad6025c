package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Retrieval is as good as it was, in every set and by every leg, on test questions. A figure that moved, for better or
 * worse, is explained and then written down: the test leaves what it measured in {@code src/test/target}, to be put in
 * place of {@code src/test/resources/retrieval-figures.json}.
 */
class RetrievalFiguresIT {

    private static final int MINUTES = 15;
    private static final String FILE = "retrieval-figures.json";
    private static final List<String> LEGS = List.of("lexical", "dense", "hybrid");

    /**
     * One question of a small set. The graph that the dense leg searches depends on how writes fell into segments, and so on
     * what else the machine did: a passage is found or just missed.
     */
    private static final double ONE_QUESTION = 0.007;

    @TempDir
    Path temp;

    @Test
    void everyFigureIsWhereItWas() throws Exception {
        JsonNode expected = expected();
        Path sets = Repository.sharedData("qa");
        List<String> command = new ArrayList<>(
                List.of(Repository.launcher().toString(), "eval", "retrieval", "--split", "test", "--json"));
        expected.path("sets").fieldNames().forEachRemaining(set -> {
            command.add("--set");
            command.add(sets.resolve(set).toString());
        });
        Launched ran = Launched.run(
                temp, Map.of("NURI_HOME", temp.resolve("data").toString()), MINUTES, command.toArray(String[]::new));
        assertThat(ran.exit()).as(ran.err()).isZero();
        double tolerance = expected.path("tolerance").asDouble();
        JsonNode actual = figures(ran.json(), tolerance);
        Path measured = Repository.root().resolve("src/test/target").resolve(FILE);
        Files.writeString(measured, actual.toPrettyString() + "\n");
        List<String> moved = new ArrayList<>();
        compare("", expected, actual, tolerance, moved);
        assertThat(moved)
                .as("figures that moved by more than %s; all are in %s", tolerance, measured)
                .isEmpty();
    }

    /** What of a report is written down: the means, not single questions or times. */
    private static ObjectNode figures(JsonNode report, double tolerance) {
        ObjectNode figures = new ObjectMapper().createObjectNode().put("tolerance", tolerance);
        ObjectNode sets = figures.putObject("sets");
        report.path("sets").properties().forEach(set -> copy(set.getValue(), LEGS, sets.putObject(set.getKey())));
        copy(report.path("average"), LEGS, figures.putObject("average"));
        copy(report, List.of("crossLingual"), figures);
        return figures;
    }

    /** Copies members with their numbers to four places. */
    private static void copy(JsonNode from, Iterable<String> names, ObjectNode to) {
        for (String name : names) {
            JsonNode value = from.path(name);
            if (value.isObject()) {
                copy(value, value::fieldNames, to.putObject(name));
            } else {
                to.put(name, Math.rint(value.asDouble() * 1e4) / 1e4);
            }
        }
    }

    private static JsonNode expected() throws IOException {
        return new ObjectMapper()
                .readTree(Repository.root()
                        .resolve("src/test/resources")
                        .resolve(FILE)
                        .toFile());
    }

    /** Every number that is written down is looked for at the same place. */
    private static void compare(String at, JsonNode expected, JsonNode actual, double tolerance, List<String> moved) {
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            String name = at + "/" + field.getKey();
            JsonNode value = actual.path(field.getKey());
            if (field.getValue().isObject()) {
                compare(name, field.getValue(), value, tolerance, moved);
            } else if (!name.equals("/tolerance")) {
                double before = field.getValue().asDouble();
                boolean graph = name.startsWith("/sets/") && name.contains("/dense/");
                double allowed = graph ? Math.max(tolerance, ONE_QUESTION) : tolerance;
                if (!value.isNumber() || Math.abs(value.asDouble() - before) > allowed) {
                    moved.add(String.format(Locale.ROOT, "%s: %.4f, was %.4f", name, value.asDouble(), before));
                }
            }
        }
    }
}
