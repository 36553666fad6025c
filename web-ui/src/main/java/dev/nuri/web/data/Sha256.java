package dev.nuri.web.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of files, hexadecimal. */
public final class Sha256 {

    private Sha256() {}

    /** The hash of a file. */
    public static String of(Path file) throws IOException {
        return copying(file, OutputStream.nullOutputStream());
    }

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** Copies a file to {@code out} and gives the hash of what was copied. */
    static String copying(Path file, OutputStream out) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return copying(in, out);
        }
    }

    static String copying(InputStream in, OutputStream out) throws IOException {
        DigestInputStream digesting = new DigestInputStream(in, digest());
        digesting.transferTo(out);
        return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
