package dev.nuri.web.rest;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A fresh data folder, a free port, no embedder. */
public class LoopbackProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path data = Files.createTempDirectory("nuri-rest-test");
            return Map.of(
                    "nuri.data-dir", data.toString(),
                    "nuri.embedder", "none",
                    "nuri.parser.processes", "1",
                    "nuri.max-upload", "3M",
                    "quarkus.http.test-port", "0",
                    "quarkus.http.limits.max-body-size", "6M",
                    "quarkus.http.body.uploads-directory",
                            data.resolve("incoming").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
