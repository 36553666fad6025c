package dev.nuri.web.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A model on a server that does as it is told, and a term that the policy denies. */
public class ServedModelProfile extends LoopbackProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("nuri.model", "skt/A.X-K1");
        settings.put("nuri.model.url", new ModelServer().url());
        deny(Path.of(settings.get("nuri.data-dir")));
        return settings;
    }

    private static void deny(Path data) {
        try {
            Files.writeString(Files.createDirectories(data.resolve("guard")).resolve("deny.txt"), "moonbeam\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
