package dev.nuri.web.access;

import dev.nuri.indexer.NuriException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The keys of a data folder. A secret is {@code nuri_ID_} and 256 random bits; what is kept is a salted SHA-256 of it. A
 * slow hash protects passwords, which can be guessed; 256 random bits cannot, however fast each guess is, and a key is
 * checked with every request. Thread-safe, and safe among processes: a key that was revoked by another process is
 * refused from the next request on.
 */
public final class Keys {

    /** How every secret begins, so that scanners for leaked secrets know it. */
    public static final String PREFIX = "nuri_";

    private static final Pattern SECRET = Pattern.compile(PREFIX + "([0-9a-f]{12})_[A-Za-z0-9_-]{43}");
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]{1,100}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private final KeyFile file;

    public Keys(Path dataDir) {
        file = new KeyFile(dataDir);
    }

    /**
     * A new key.
     *
     * @param key what is kept of it
     * @param secret what is sent; it is nowhere else, and cannot be shown again
     */
    public record Created(ApiKey key, String secret) {

        @Override
        public String toString() {
            return "Created[" + key.label() + "]";
        }
    }

    /** Where they are kept. */
    public Path path() {
        return file.path();
    }

    /**
     * Makes a key.
     *
     * @param expires null for never
     * @throws NuriException when the name is none
     */
    public Created create(String name, ApiKey.Grant grant, Instant expires) {
        if (!NAME.matcher(name).matches() || name.isBlank()) {
            throw NuriException.invalid("A key's name has 1 to 100 characters, got '" + name + "'.");
        }
        String id = HexFormat.of().formatHex(random(ID_BYTES));
        String secret = PREFIX + id + "_" + randomText(SECRET_BYTES);
        String salt = Base64.getEncoder().encodeToString(random(SALT_BYTES));
        ApiKey key = new ApiKey(id, name.strip(), salt, hash(salt, secret), grant, Instant.now(), expires, null);
        file.change(keys -> {
            keys.put(id, key);
            return keys;
        });
        return new Created(key, secret);
    }

    /** All keys, the oldest first. */
    public List<ApiKey> list() {
        return List.copyOf(file.read().values());
    }

    /**
     * Revokes a key; one that was revoked before stays so.
     *
     * @throws NuriException when there is none of that id
     */
    public ApiKey revoke(String id) {
        file.change(keys -> {
            if (keys.computeIfPresent(id, (same, key) -> key.revokedAt(Instant.now())) == null) {
                throw NuriException.notFound("There is no key '" + id + "'; nuri key list shows those there are.");
            }
            return keys;
        });
        return file.read().get(id);
    }

    /** The key that a secret belongs to, valid or not; empty when there is none. */
    Optional<ApiKey> find(String secret) {
        Matcher parts = SECRET.matcher(secret);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Map<String, ApiKey> keys = file.read();
        ApiKey key = keys.get(parts.group(1));
        // Hashed and compared even when there is no such key, so that the time does not tell which ids there are.
        boolean same = equal(hash(key == null ? "" : key.salt(), secret), key == null ? "" : key.hash());
        return same ? Optional.of(key) : Optional.empty();
    }

    /** Compares in a time that does not depend on where the texts differ. */
    static boolean equal(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    /** Random bytes as text that needs no escaping in headers and addresses. */
    static String randomText(int bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random(bytes));
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return random;
    }

    private static String hash(String salt, String secret) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(Base64.getDecoder().decode(salt));
            return Base64.getEncoder().encodeToString(sha.digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
