package dev.nuri.web.permissions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Viewer;
import dev.nuri.web.api.DocumentView;
import dev.nuri.web.client.LocalNuri;
import dev.nuri.web.config.SettingsSources;
import dev.nuri.web.engine.NuriEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody gets from an index is what he gets from one that holds only what he may read: hits with their scores,
 * totals, facets, corrections, suggestions, lists, answers, errors. And nothing he gets, and nothing that is logged
 * meanwhile, has a word that only a hidden document has.
 *
 * <p>{@code -Dtests.permissions.queries} sets how many questions are asked, {@code -Dtests.seed} repeats a run.
 */
class NonInterferenceTest {

    private static final int QUERIES = Integer.getInteger("tests.permissions.queries", 4_000);
    private static final int QUERIES_A_VIEWER = 50;

    /**
     * Scores may differ by a millionth: in which order the parts of one are added follows from how an index lies in segments,
     * and moves the eighth digit.
     */
    private static final Comparator<JsonNode> NEARLY = (one, other) -> one.equals(other)
                    || (one.isFloatingPointNumber()
                            && other.isFloatingPointNumber()
                            && Math.abs(one.doubleValue() - other.doubleValue()) <= 1e-6)
            ? 0
            : 1;

    @TempDir
    Path temp;

    private final Logged logged = new Logged();
    private int asked;
    private int withSomethingHidden;
    private int answered;

    @Test
    void nobodyLearnsOfWhatHeMayNotRead() throws IOException {
        long seed = Long.getLong("tests.seed", System.nanoTime());
        System.out.println("NonInterferenceTest: repeat with -Dtests.seed=" + seed);
        Random random = new Random(seed);
        try (NuriEngine opened = NuriEngine.open(SettingsSources.read(Map.of(
                "nuri.data-dir",
                temp.resolve("data").toString(),
                "nuri.embedder",
                "nuri-multilingual",
                "nuri.parser.processes",
                "1")))) {
            Engines engines = new Engines(opened);
            World world = new World(random, temp.resolve("files"), opened.ingestor(), opened.store());
            LocalNuri everything = new LocalNuri(engines.over(opened.store()), Viewer.OPERATOR);
            for (int part = 0; asked < QUERIES; part++) {
                world.step();
                compare(engines, world, everything, new Observer(random, world), temp.resolve("part" + part));
            }
        }
        System.out.println("NonInterferenceTest: " + asked + " questions, " + withSomethingHidden
                + " by somebody from whom documents were hidden, " + answered + " with hits or claims, 0 leaks");
        assertThat(withSomethingHidden).isGreaterThan(asked / 2);
        assertThat(answered).isGreaterThan(asked / 5);
    }

    private void compare(Engines engines, World world, LocalNuri everything, Observer observer, Path folder)
            throws IOException {
        Viewer viewer = world.viewer();
        Set<String> hidden = world.hiddenWords(viewer);
        try (PassageStore part = engines.readable(world, viewer, folder)) {
            LocalNuri restricted = everything.as(viewer, _ -> {});
            LocalNuri readable = new LocalNuri(engines.over(part), viewer);
            boolean hides = world.documents().anyMatch(file -> !world.mayRead(viewer, file));
            assertThat(ids(restricted)).as("documents of %s", viewer).isEqualTo(readableIds(world, viewer));
            logged.begin();
            for (int i = 0; i < QUERIES_A_VIEWER; i++) {
                Observer.Question question = observer.any();
                JsonNode answer = question.answer(restricted);
                JsonNode expected = question.answer(readable);
                assertThat(withoutPlaces(answer).equals(NEARLY, withoutPlaces(expected)))
                        .as("%s by %s, question %d: %s but %s", question.what(), viewer, asked, answer, expected)
                        .isTrue();
                requireNone(hidden, Observer.text(answer), question.what());
                asked++;
                withSomethingHidden += hides ? 1 : 0;
                answered += answer.path("total").asLong() > 0
                                || answer.path("claims").size() > 0
                        ? 1
                        : 0;
            }
            logged.end().forEach(line -> requireNone(hidden, line, ""));
        }
    }

    /** A cursor has the score it stops at in all its digits; what it leads to is compared. */
    private static JsonNode withoutPlaces(JsonNode node) {
        if (node.path("cursor").isTextual()) {
            ((ObjectNode) node).put("cursor", "another page");
        }
        node.forEach(NonInterferenceTest::withoutPlaces);
        return node;
    }

    private static Set<String> ids(LocalNuri nuri) {
        return nuri.documents(null, 0, LocalNuri.MAX_LIMIT).documents().stream()
                .map(DocumentView::id)
                .collect(Collectors.toSet());
    }

    private static Set<String> readableIds(World world, Viewer viewer) {
        return world.documents()
                .filter(file -> world.mayRead(viewer, file))
                .map(world::id)
                .collect(Collectors.toSet());
    }

    /** A word that was asked for may come back. */
    private static void requireNone(Set<String> hidden, String told, String what) {
        for (String word : hidden) {
            if (told.contains(word) && !what.contains(word)) {
                throw new AssertionError("'" + word + "' of a hidden document in what came of " + what + ": " + told);
            }
        }
    }

    /** What is logged for a while. */
    private static final class Logged extends Handler {

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        void begin() {
            lines.clear();
            setLevel(Level.ALL);
            Logger.getLogger("").addHandler(this);
            Logger.getLogger("dev.nuri").setLevel(Level.ALL);
        }

        Queue<String> end() {
            Logger.getLogger("").removeHandler(this);
            return lines;
        }

        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getLevel() + " " + entry.getMessage() + " " + Arrays.toString(entry.getParameters()) + " "
                    + entry.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
