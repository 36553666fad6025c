package dev.nuri.training;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A file fetched by Maven, from whichever repository this machine's settings name, and checked.
 *
 * @param coordinates {@code group:artifact:version}
 * @param sha256 of the file, in hex
 */
record MavenArtifact(String coordinates, String sha256) {

    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";

    /**
     * The file in a folder, fetched when it is not there yet.
     *
     * @throws TrainingException when Maven cannot fetch it or it is another file
     */
    Path in(Path folder) {
        String[] parts = coordinates.split(":", -1);
        Path file = folder.resolve(parts[1] + "-" + parts[2] + ".jar");
        if (!Files.isRegularFile(file)) {
            run(List.of("mvn", "-B", "-q", COPY, "-Dartifact=" + coordinates, "-DoutputDirectory=" + folder));
        }
        String found = hash(file);
        if (!found.equals(sha256)) {
            throw new TrainingException("'" + file + "' has the SHA-256 " + found + ", not " + sha256
                    + ": delete it, so that it is fetched anew.");
        }
        return file;
    }

    private void run(List<String> command) {
        try {
            Process maven =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            maven.getOutputStream().close();
            String said = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (maven.waitFor() != 0) {
                throw new TrainingException("Maven cannot fetch " + coordinates + ": "
                        + said.lines()
                                .filter(line -> !line.isBlank())
                                .findFirst()
                                .orElse("it does not say why"));
            }
        } catch (IOException e) {
            throw new TrainingException(
                    "Maven, which fetches " + coordinates + ", cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingException("Fetching " + coordinates + " was interrupted.", e);
        }
    }

    private static String hash(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                DigestInputStream digest = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digest.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.getMessageDigest().digest());
        } catch (IOException e) {
            throw TrainingException.unreadable(file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
