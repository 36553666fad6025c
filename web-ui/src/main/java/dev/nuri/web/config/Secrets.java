package dev.nuri.web.config;

import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What no file of settings and no command line may hold: it comes from the environment or a file of its own. */
public final class Secrets {

    /** Variable with the hub's token. */
    public static final String MODELS_TOKEN = "NURI_MODELS_TOKEN";

    /** Variable with the key of the embedder's server. */
    public static final String EMBEDDER_KEY = "NURI_EMBEDDER_KEY";

    /** Variable with the key of the reranker's server. */
    public static final String RERANKER_KEY = "NURI_RERANKER_KEY";

    /** Variable with the key of the language model's server. */
    public static final String MODEL_KEY = "NURI_MODEL_KEY";

    /** Variable with the key of the guard model's server. */
    public static final String GUARD_MODEL_KEY = "NURI_GUARD_MODEL_KEY";

    /** Variable with the password of the cluster's user. */
    public static final String OPENSEARCH_PASSWORD = "NURI_OPENSEARCH_PASSWORD";

    /** Variable with the password of the file with Nuri's own certificate. */
    public static final String OPENSEARCH_CLIENT_PASSWORD = "NURI_OPENSEARCH_CLIENT_PASSWORD";

    /** Variable with the key by which commands ask a server. */
    public static final String KEY = "NURI_KEY";

    private Secrets() {}

    /**
     * Reads one.
     *
     * @param variable of the environment, which comes first
     * @param key that names {@code file}
     * @param file null for none
     * @return null when there is none
     * @throws NuriException when the file cannot be read
     */
    public static String read(String variable, Key key, Path file) {
        String value = System.getenv(variable);
        if (value != null && !value.isBlank()) {
            return value.strip();
        }
        if (file == null) {
            return null;
        }
        try {
            return oneLine(Files.readString(file, StandardCharsets.UTF_8).strip(), key, file);
        } catch (IOException e) {
            throw NuriException.invalid(key.key() + " names " + file + ", which cannot be read.");
        }
    }

    /** It is sent in a header. */
    private static String oneLine(String secret, Key key, Path file) {
        if (secret.isEmpty() || secret.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw NuriException.invalid(
                    key.key() + " names " + file + ", which must hold one line of printable ASCII and nothing else.");
        }
        return secret;
    }
}
