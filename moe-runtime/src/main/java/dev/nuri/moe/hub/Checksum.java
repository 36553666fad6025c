package dev.nuri.moe.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What a file's bytes must add up to.
 *
 * @param kind which sum it is
 * @param hex lower-case
 */
record Checksum(Kind kind, String hex) {
    /** The sums a hub names. */
    enum Kind {
        /** Of the bytes; large files have it. */
        SHA_256("SHA-256", 64),
        /** Git's id of a blob: SHA-1 of a header with the size, then the bytes; small files have it. */
        GIT_BLOB("SHA-1", 40);

        private final String algorithm;
        private final int digits;

        Kind(String algorithm, int digits) {
            this.algorithm = algorithm;
            this.digits = digits;
        }
    }

    /** A sum as a server wrote it; null if that is not one. */
    static Checksum of(Kind kind, String text) {
        String hex = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
        return hex.matches("[0-9a-f]{" + kind.digits + "}") ? new Checksum(kind, hex) : null;
    }

    /** The sum of a file. */
    static Checksum of(Kind kind, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance(kind.algorithm);
            if (kind == Kind.GIT_BLOB) {
                digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
            }
            byte[] buffer = new byte[1 << 20];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return new Checksum(kind, HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has both
        }
    }
}
