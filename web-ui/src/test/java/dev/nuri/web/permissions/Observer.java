package dev.nuri.web.permissions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.AskBody;
import dev.nuri.web.api.SearchBody;
import dev.nuri.web.client.LocalNuri;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** Asks for everything that somebody can ask for, at random, and tells what came of it as JSON without times. */
final class Observer {

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());
    private static final Set<String> TIMES = Set.of("tookMs", "timings", "uptimeSeconds", "pid");

    private final Random random;
    private final World world;

    Observer(Random random, World world) {
        this.random = random;
        this.world = world;
    }

    /**
     * Something to ask for.
     *
     * @param what in words, for a failure
     * @param asked asks
     */
    record Question(String what, Function<LocalNuri, Object> asked) {

        /** What comes of it, errors included. */
        JsonNode answer(LocalNuri nuri) {
            Object answer;
            try {
                answer = asked.apply(nuri);
            } catch (NuriException e) {
                answer = Map.of("code", e.code(), "message", e.getMessage());
            }
            return without(JSON.valueToTree(answer));
        }
    }

    private static JsonNode without(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(TIMES);
        }
        for (Iterator<JsonNode> each = node.elements(); each.hasNext(); ) {
            without(each.next());
        }
        return node;
    }

    static String text(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A question at random. */
    Question any() {
        return switch (random.nextInt(16)) {
            case 0, 1, 2, 3, 4 -> search(text());
            case 5, 6 -> ask(text());
            case 7, 8 -> suggest(world.words().beginning(text()));
            case 9 -> like();
            case 10 -> document();
            case 11 -> pages(text());
            case 12 -> lists();
            case 13 -> search(world.words().misspelt());
            case 14 -> search("collection:" + collection() + " " + text());
            default -> ask(text() + "?");
        };
    }

    private String text() {
        return switch (random.nextInt(5)) {
            case 0 -> world.anyCanary();
            case 1 -> world.words().phrase() + " " + world.anyCanary();
            case 2 -> world.words().misspelt() + " " + world.words().phrase();
            default -> world.words().phrase();
        };
    }

    private String collection() {
        return World.collections().get(random.nextInt(World.collections().size()));
    }

    private static Question search(String query) {
        return new Question(
                "search " + query,
                nuri -> nuri.search(new SearchBody(query, null, null, null, null, 20, null, null, true)));
    }

    private static Question ask(String question) {
        return new Question(
                "ask " + question, nuri -> nuri.ask(new AskBody(question, null, null, null, null, null, null)));
    }

    private static Question suggest(String typed) {
        return new Question("suggest " + typed, nuri -> nuri.suggest(typed, null, 20));
    }

    /** Two pages, the second by the cursor of the first. */
    private static Question pages(String query) {
        return new Question("pages " + query, nuri -> {
            var first = nuri.search(new SearchBody(query, null, null, null, null, 3, null, null, null));
            return first.cursor() == null
                    ? first
                    : List.of(
                            first,
                            nuri.search(new SearchBody(query, null, null, null, null, 5, null, first.cursor(), null)));
        });
    }

    /** What is like a passage, readable or not. */
    private Question like() {
        String passage = id() + "#" + random.nextInt(2);
        return new Question(
                "like " + passage,
                nuri -> nuri.search(new SearchBody(null, passage, null, null, null, 20, null, null, true)));
    }

    private String id() {
        List<Path> all = world.documents().toList();
        return all.isEmpty() ? "none" : world.id(all.get(random.nextInt(all.size())));
    }

    /** A document, readable or not. */
    private Question document() {
        String id = id();
        return switch (random.nextInt(4)) {
            case 0 -> new Question("document " + id, nuri -> nuri.document(id));
            case 1 -> new Question("content " + id, nuri -> nuri.content(id));
            case 2 -> new Question("source " + id, nuri -> nuri.source(id));
            default -> new Question("readers " + id, nuri -> nuri.documentAcl(id));
        };
    }

    private Question lists() {
        String collection = random.nextBoolean() ? null : collection();
        return switch (random.nextInt(5)) {
            case 0 -> new Question("status", LocalNuri::status);
            case 1 -> new Question("collections", LocalNuri::collections);
            case 2 -> new Question("failures of " + collection, nuri -> nuri.failures(collection, 0, 100));
            case 3 -> new Question("readers of letters", nuri -> nuri.collectionAcl("letters"));
            default -> new Question("documents of " + collection, nuri -> nuri.documents(collection, 0, 500));
        };
    }
}
