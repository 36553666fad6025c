package dev.nuri.web.access;

import java.time.Instant;
import java.util.Optional;

/** Tells by what is sent who sends it: an API key, or the key that the server left for the owner of its data folder. */
public final class Credentials {

    private static final String SCHEME = "bearer ";

    private final Keys keys;
    private final OperatorKey operator;

    public Credentials(Keys keys, OperatorKey operator) {
        this.keys = keys;
        this.operator = operator;
    }

    /** What a secret is worth. */
    public sealed interface Outcome {

        /** It is somebody's. */
        record Known(Caller caller) implements Outcome {}

        /**
         * It opens nothing.
         *
         * @param reason {@code unknown}, {@code expired} or {@code revoked}
         * @param key its id; null when there is no such key
         */
        record Refused(String reason, String key) implements Outcome {}
    }

    /** The token of an {@code Authorization} header; empty when it carries none. */
    public static Optional<String> bearer(String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        String token = header.substring(SCHEME.length()).strip();
        return token.isEmpty() ? Optional.empty() : Optional.of(token);
    }

    /** Whether a token is a key of Nuri's own kind. */
    public static boolean isKey(String token) {
        return token.startsWith(Keys.PREFIX);
    }

    /**
     * Looks a secret up.
     *
     * @throws dev.nuri.indexer.NuriException when the keys cannot be read
     */
    public Outcome check(String secret) {
        if (operator.is(secret)) {
            return new Outcome.Known(Caller.OPERATOR);
        }
        Optional<ApiKey> found = keys.find(secret);
        if (found.isEmpty()) {
            return new Outcome.Refused("unknown", null);
        }
        ApiKey key = found.get();
        return switch (key.state(Instant.now())) {
            case VALID -> new Outcome.Known(key.caller());
            case EXPIRED -> new Outcome.Refused("expired", key.id());
            case REVOKED -> new Outcome.Refused("revoked", key.id());
        };
    }
}
