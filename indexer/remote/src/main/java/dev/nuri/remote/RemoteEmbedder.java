package dev.nuri.remote;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * An embedder that a server runs. As deterministic as the server is. Texts go out in batches; where the server refuses
 * one, its halves are tried, and a text that is refused alone is cut, as it may exceed the model's window.
 */
final class RemoteEmbedder implements Embedder {

    /** Texts in a request: what servers allow that allow the fewest. */
    static final int BATCH = 32;

    /** Characters (UTF-16) of a text that are sent; passages are shorter. */
    private static final int MOST_CHARS = 16_000;

    /** A text so short is in every model's window: it was refused for another reason. */
    private static final int SHORT_CHARS = 400;

    private final RemoteEmbedderSettings settings;
    private final String id;
    private final int dimension;
    private final ModelServer server;
    private final EmbeddingsAnswer answer;
    private final Pace pace;

    /**
     * How requests are paced.
     *
     * @param queries of searches
     * @param passages of all else
     * @param first of the very first, for which a server may have to load the model
     */
    record Pace(Lane queries, Lane passages, Lane first) {}

    /**
     * An embedder.
     *
     * @param id {@link Embedder#id()}
     * @param dimension components; 0 when they are to be learned by {@link #learned}
     */
    RemoteEmbedder(RemoteEmbedderSettings settings, String id, int dimension, Pace pace) {
        this.settings = settings;
        this.id = id;
        this.dimension = dimension;
        this.pace = pace;
        String called = called(settings);
        server = new ModelServer(
                called, settings.server(), "/embeddings", "NURI_EMBEDDER_KEY or nuri.embedder.key-file");
        answer = new EmbeddingsAnswer(called);
    }

    /** How messages name it, at the start of a sentence. */
    static String called(RemoteEmbedderSettings settings) {
        return "The embedder " + settings.server();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public boolean supports(String lang) {
        return settings.supports(lang);
    }

    /** Components of what the server gives now, whatever was expected. */
    int learned(Lane lane) {
        return asked(List.of("Nuri"), lane, 0)[0].length;
    }

    @Override
    public float[][] embed(List<String> texts, Role role) {
        String prefix = role == Role.QUERY ? settings.queryPrefix() : settings.passagePrefix();
        Lane lane = role == Role.QUERY ? pace.queries() : pace.passages();
        float[][] vectors = new float[texts.size()][];
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < vectors.length; i++) {
            if (texts.get(i).isBlank()) {
                // Servers refuse empty texts: some vector that is always the same.
                vectors[i] = new float[dimension];
                vectors[i][0] = 1;
            } else {
                sent.add(i);
            }
        }
        List<List<Integer>> batches = new ArrayList<>();
        for (int from = 0; from < sent.size(); from += BATCH) {
            batches.add(sent.subList(from, Math.min(sent.size(), from + BATCH)));
        }
        inParallel(batches, batch -> {
            List<String> part = batch.stream()
                    .map(i -> cut(prefix + texts.get(i), MOST_CHARS))
                    .toList();
            float[][] found = asked(part, lane, dimension);
            for (int i = 0; i < found.length; i++) {
                vectors[batch.get(i)] = found[i];
            }
        });
        return vectors;
    }

    /** What is done with a batch, given by the places of its texts. */
    @FunctionalInterface
    private interface Work {
        void on(List<Integer> batch);
    }

    /** The lane bounds how many are under way; the first failure ends the rest. */
    private static void inParallel(List<List<Integer>> batches, Work work) {
        if (batches.size() < 2) {
            batches.forEach(work::on);
            return;
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            batches.forEach(batch -> running.add(threads.submit(() -> work.on(batch))));
            try {
                for (Future<?> one : running) {
                    one.get();
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof NuriException known
                        ? known
                        : new IllegalStateException("embedding ends in an answer or a sentence", e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new NuriException(ErrorCode.NOT_READY, "Embedding was interrupted.", e);
            }
        }
    }

    private float[][] asked(List<String> texts, Lane lane, int components) {
        try {
            return answer.vectors(server.post(request(texts), lane), texts.size(), components);
        } catch (Refused e) {
            return smaller(texts, lane, components, e);
        }
    }

    private float[][] smaller(List<String> texts, Lane lane, int components, Refused refused) {
        int half = texts.size() / 2;
        if (half > 0) {
            float[][] vectors = new float[texts.size()][];
            float[][] first = asked(texts.subList(0, half), lane, components);
            float[][] second = asked(texts.subList(half, texts.size()), lane, components);
            System.arraycopy(first, 0, vectors, 0, half);
            System.arraycopy(second, 0, vectors, half, second.length);
            return vectors;
        }
        String text = texts.getFirst();
        if (text.length() <= SHORT_CHARS) {
            throw refused.told();
        }
        return asked(List.of(cut(text, text.length() / 2)), lane, components);
    }

    /** Never between the two halves of a character. */
    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    private ObjectNode request(List<String> texts) {
        ArrayNode input = JsonNodeFactory.instance.arrayNode();
        texts.forEach(input::add);
        ObjectNode request = JsonNodeFactory.instance.objectNode();
        return request.put("model", settings.server().model()).set("input", input);
    }

    @Override
    public void close() {
        server.close();
    }
}
