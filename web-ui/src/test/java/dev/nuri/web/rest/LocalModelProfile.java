package dev.nuri.web.rest;

import dev.nuri.moe.model.TinyModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A tiny model in this process, of 1,024 tokens' context. */
public class LocalModelProfile extends LoopbackProfile {

    static final int CONTEXT = 1024;

    private static final String TEMPLATE = "{% for m in messages %}<|begin|>{{ m.role }}: {{ m.content }}<|end|>"
            + "{% endfor %}{% if add_generation_prompt %}<|begin|>assistant: {% endif %}";

    /** One that cannot chat. */
    public static class WithoutTemplate extends LocalModelProfile {

        @Override
        String template() {
            return null;
        }
    }

    String template() {
        return TEMPLATE;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        try {
            Path file = Files.createTempDirectory("nuri-tiny").resolve("tiny.gguf");
            TinyModel.writeAny(file, 5, CONTEXT, template());
            settings.put("nuri.model", file.toString());
            settings.put("nuri.model.max-tokens", "64");
            settings.put("nuri.backend", "scalar");
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
