package dev.nuri.onnx;

import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Properties;
import org.jboss.logging.Logger;

/**
 * What tells one model from another of the same name: SHA-256 of its files and of how it is used. A file's hash is
 * remembered in the cache folder while its size and time stay, because gigabytes take seconds to read.
 */
final class Fingerprint {

    private static final Logger LOG = Logger.getLogger(Fingerprint.class);
    private static final String REMEMBERED = "model-hashes.properties";
    private static final int DIGITS = 12;

    private Fingerprint() {}

    /**
     * Of a model's files.
     *
     * @param use whatever else its results depend on
     */
    static String of(ModelFolder folder, String use, Path cacheDir) {
        Path file = cacheDir.resolve(REMEMBERED);
        Properties remembered = read(file);
        int before = remembered.hashCode();
        MessageDigest digest = sha256();
        for (Path part : folder.files()) {
            digest.update(hash(part, remembered).getBytes(StandardCharsets.UTF_8));
        }
        digest.update(use.getBytes(StandardCharsets.UTF_8));
        if (remembered.hashCode() != before) {
            write(remembered, file);
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }

    private static String hash(Path file, Properties remembered) {
        try {
            String state =
                    Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis() + " ";
            String known = remembered.getProperty(file.toString(), "");
            if (known.startsWith(state)) {
                return known.substring(state.length());
            }
            String hash = hash(file);
            remembered.setProperty(file.toString(), state + hash);
            return hash;
        } catch (IOException e) {
            throw NuriException.invalid("'" + file + "' cannot be read: " + NuriException.reason(e) + ".");
        }
    }

    private static String hash(Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[1 << 20];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Properties read(Path file) {
        Properties properties = new Properties();
        if (Files.isRegularFile(file)) {
            try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                properties.load(in);
            } catch (IOException | IllegalArgumentException e) {
                LOG.debugf(e, "%s is passed over", file);
                properties.clear();
            }
        }
        return properties;
    }

    /** A hash that cannot be remembered is computed again; processes that write at once lose at most one. */
    private static void write(Properties properties, Path file) {
        try {
            Files.createDirectories(file.getParent());
            Path next = Files.createTempFile(file.getParent(), REMEMBERED, ".new");
            try (Writer out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
                properties.store(out, null);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.debugf(e, "%s cannot be written", file);
        }
    }
}
