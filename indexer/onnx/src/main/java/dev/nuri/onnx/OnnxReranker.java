package dev.nuri.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.Reranker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A cross-encoder in a folder, run by ONNX Runtime: query and passage as a pair of texts → one number, or two of which the
 * difference counts. Passages are read one by one, as many at once as there are cores.
 */
public final class OnnxReranker implements Reranker {

    /** Tokens of query and passage; passages are shorter, and attention costs time by the square. */
    private static final int LONGEST_WINDOW = 512;

    private static final List<String> USUAL = List.of("logits", "scores", "score");

    /** What makers call the class of passages that answer, where there are two. */
    private static final Set<String> RELEVANT = Set.of("relevant", "positive", "yes", "true");

    private final String id;
    private final String called;
    private final OnnxNetwork network;
    private final ModelTokenizer tokenizer;
    private final String output;
    /** Of two numbers, which speaks for the passage. */
    private final int relevant;

    private OnnxReranker(ModelFolder folder, OnnxNetwork network, ModelTokenizer tokenizer) {
        this.id = String.valueOf(folder.path().getFileName());
        this.called = folder.called();
        this.network = network;
        this.tokenizer = tokenizer;
        this.output = output(network.outputs());
        JsonNode label = folder.json("config.json").path("id2label").path("0");
        relevant = RELEVANT.contains(label.asText().toLowerCase(Locale.ROOT)) ? 0 : 1;
    }

    /** Whether a path is a folder, or a file by whose ending it is a network. */
    public static boolean takes(Path path) {
        return ModelFolder.isOne(path);
    }

    /**
     * Makes sure that a folder has a network and a tokenizer, without loading them.
     *
     * @throws NuriException when it has not
     */
    public static void check(Path path) {
        var _ = ModelFolder.of(path, "reranker");
    }

    /**
     * Loads one.
     *
     * @param path a folder, or the network in it where there are several
     * @param cacheDir where the tokenizer's library unpacks itself
     * @throws NuriException when a file is missing, is none, or does not give one or two numbers for a pair of texts
     */
    public static OnnxReranker open(Path path, Path cacheDir) {
        ModelFolder folder = ModelFolder.of(path, "reranker");
        byte[] json = folder.tokenizerJson();
        OnnxNetwork network = OnnxNetwork.open(folder.network(), folder.called());
        ModelTokenizer tokenizer = null;
        try {
            int window = Math.min(LONGEST_WINDOW, folder.window(LONGEST_WINDOW));
            tokenizer = ModelTokenizer.ofPairs(json, window, folder.called(), cacheDir);
            OnnxReranker reranker = new OnnxReranker(folder, network, tokenizer);
            network.requireTokens(json, reranker.output);
            var _ = reranker.score("Nuri", "Nuri");
            return reranker;
        } catch (NuriException e) {
            network.close();
            if (tokenizer != null) {
                tokenizer.close();
            }
            throw e;
        }
    }

    /** The usual one, or the only one that can be. */
    private String output(Map<String, long[]> outputs) {
        List<String> fitting = outputs.entrySet().stream()
                .filter(entry -> mayBeScore(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        return USUAL.stream()
                .filter(fitting::contains)
                .findFirst()
                .or(() -> fitting.size() == 1 ? fitting.stream().findFirst() : Optional.empty())
                .orElseThrow(() -> NuriException.invalid(called
                        + " must give one number for a pair of texts, or two, as an output logits of shape [pairs, 1],"
                        + " but gives " + String.join(", ", outputs.keySet()) + "."));
    }

    private static boolean mayBeScore(long[] shape) {
        return shape.length == 1 || (shape.length == 2 && shape[1] < 3 && shape[1] != 0);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public float[] score(String query, List<Candidate> passages, Duration budget) {
        long end = System.nanoTime() + budget.toNanos();
        int atOnce = Runtime.getRuntime().availableProcessors();
        float[] scores = new float[passages.size()];
        int done = 0;
        while (done < scores.length && (done == 0 || System.nanoTime() < end)) {
            int from = done;
            done = Math.min(scores.length, from + atOnce);
            IntStream.range(from, done)
                    .parallel()
                    .forEach(i -> scores[i] = score(query, passages.get(i).whole()));
        }
        return Arrays.copyOf(scores, done);
    }

    private float score(String query, String passage) {
        float[] found = network.run(tokenizer.pair(query, passage), output).values();
        if (found.length < 1 || found.length > 2) {
            throw NuriException.invalid(
                    called + " must give one number for a pair of texts, or two, but gives " + found.length + ".");
        }
        float score = found.length == 1 ? found[0] : found[relevant] - found[1 - relevant];
        if (!Float.isFinite(score)) {
            throw new NuriException(ErrorCode.INTERNAL, called + " gave a score that is not a number.");
        }
        return score;
    }

    @Override
    public void close() {
        try (network;
                tokenizer) {
            // Closed in reverse order.
        }
    }
}
