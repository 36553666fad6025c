package dev.nuri.onnx;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Cuts texts into a model's tokens, as its {@code tokenizer.json} says. Thread-safe. */
final class ModelTokenizer implements AutoCloseable {

    /** Kept, because a logger nobody holds forgets its level. */
    private static final Logger LIBRARY = Logger.getLogger("ai.djl");

    private final HuggingFaceTokenizer tokenizer;

    private ModelTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Reads one.
     *
     * @param json what {@code tokenizer.json} holds
     * @param window tokens at which texts are cut, those that the model adds included
     * @param called how messages name the model, at the start of a sentence
     * @param cacheDir where the library unpacks itself
     * @throws NuriException when it cannot be read
     */
    static ModelTokenizer open(byte[] json, int window, String called, Path cacheDir) {
        return open(json, "true", window, called, cacheDir);
    }

    /** Reads one for {@link #pair}, likewise. */
    static ModelTokenizer ofPairs(byte[] json, int window, String called, Path cacheDir) {
        return open(json, "only_second", window, called, cacheDir);
    }

    private static ModelTokenizer open(byte[] json, String truncation, int window, String called, Path cacheDir) {
        Map<String, String> options = Map.of(
                "truncation",
                truncation,
                "maxLength",
                Integer.toString(window),
                "modelMaxLength",
                Integer.toString(window),
                "padding",
                "false");
        try {
            keepLibraryIn(cacheDir);
            return new ModelTokenizer(HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options));
        } catch (LinkageError e) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    called + " cannot run here, since the tokenizer library does not load: " + NuriException.reason(e)
                            + ".",
                    e);
        } catch (IOException | RuntimeException e) {
            throw NuriException.invalid(
                    called + " has a tokenizer.json that cannot be read: " + NuriException.reason(e) + ".");
        }
    }

    /** The library looks for a GPU, and for a build of itself to go with it, unless told not to. */
    private static void keepLibraryIn(Path cacheDir) throws IOException {
        Files.createDirectories(cacheDir);
        LIBRARY.setLevel(Level.SEVERE);
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("DJL_CACHE_DIR", cacheDir.toString());
    }

    /** Tokens of a text with those that the model adds; what exceeds the window is cut. */
    Tokens encode(String text) {
        return Tokens.of(tokenizer.encode(text, true, false));
    }

    /**
     * Tokens of two texts with those that the model adds; of the second, what exceeds the window is cut, and of the first
     * only what leaves the second no room.
     */
    Tokens pair(String first, String second) {
        String shorter = first;
        while (true) {
            try {
                return Tokens.of(tokenizer.encode(shorter, second, true, false));
            } catch (RuntimeException e) {
                // The library refuses to cut the first.
                if (shorter.length() < 2) {
                    throw e;
                }
                shorter = shorter.substring(
                        0, shorter.offsetByCodePoints(0, shorter.codePointCount(0, shorter.length()) / 2));
            }
        }
    }

    /**
     * The highest number of a token that texts are cut into; those that were added to the vocabulary, which some
     * models have no vectors for, do not count.
     *
     * @param json what {@code tokenizer.json} holds
     * @return -1 when it has no vocabulary in a known form
     */
    static long highest(byte[] json) throws IOException {
        JsonNode root = new ObjectMapper().readTree(json);
        Set<Long> added = new HashSet<>();
        root.path("added_tokens").forEach(token -> added.add(token.path("id").asLong()));
        JsonNode vocabulary = root.path("model").path("vocab");
        long highest = -1;
        long index = 0;
        for (JsonNode token : vocabulary) {
            long id = vocabulary.isArray() ? index : token.asLong();
            if (id > highest && !added.contains(id)) {
                highest = id;
            }
            index++;
        }
        return highest;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
