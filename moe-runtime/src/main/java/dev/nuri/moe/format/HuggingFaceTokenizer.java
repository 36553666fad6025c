package dev.nuri.moe.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.moe.ModelInputException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a folder's tokenizer files say, as metadata. */
final class HuggingFaceTokenizer {
    private static final long MOST_BYTES = 256 << 20;
    private static final String PREFIX = "tokenizer.ggml.";
    private static final String[] END_ROLES = {"eos", "eot", "eom"};

    private HuggingFaceTokenizer() {}

    /** Adds {@code tokenizer.json} whole, token roles by text or id, and the chat template. */
    static void addTo(Map<String, GgufValue> metadata, Path folder, JsonFile config) {
        text(folder.resolve("tokenizer.json"))
                .ifPresent(json -> metadata.put("tokenizer.huggingface.json", new GgufValue.Text(json)));
        ids(metadata, config);
        JsonFile.readIfThere(folder.resolve("generation_config.json")).ifPresent(file -> ids(metadata, file));
        Optional<JsonFile> own = JsonFile.readIfThere(folder.resolve("tokenizer_config.json"));
        own.ifPresent(file -> own(metadata, file));
        text(folder.resolve("chat_template.jinja"))
                .ifPresent(template -> metadata.put("tokenizer.chat_template", new GgufValue.Text(template)));
    }

    private static void ids(Map<String, GgufValue> metadata, JsonFile file) {
        for (String role : new String[] {"bos", "eos", "pad"}) {
            JsonNode node = file.get(role + "_token_id");
            if (node == null) {
                continue;
            }
            if (role.equals("eos") && node.isArray()) {
                for (int i = 0; i < Math.min(END_ROLES.length, node.size()); i++) {
                    put(metadata, file, END_ROLES[i], node.get(i));
                }
            } else {
                put(metadata, file, role.equals("pad") ? "padding" : role, node);
            }
        }
    }

    private static void put(Map<String, GgufValue> metadata, JsonFile file, String role, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
            throw file.error(role + "_token_id", "must be whole numbers from 0 on, is " + id);
        }
        metadata.put(PREFIX + role + "_token_id", new GgufValue.Int(GgufType.UINT32, id.intValue()));
    }

    private static void own(Map<String, GgufValue> metadata, JsonFile file) {
        for (String role : new String[] {"bos", "eos", "unk", "pad"}) {
            JsonNode token = file.get(role + "_token");
            JsonNode text = token != null && token.isObject() ? token.get("content") : token;
            if (text != null && text.isTextual()) {
                metadata.put("tokenizer.huggingface." + role + "_token", new GgufValue.Text(text.textValue()));
            }
        }
        if (file.has("add_bos_token")) {
            metadata.put(PREFIX + "add_bos_token", new GgufValue.Bool(file.bool("add_bos_token", false)));
        }
        JsonNode template = file.get("chat_template");
        if (template != null && template.isArray()) {
            for (JsonNode named : template) {
                if (named.path("name").asText().equals("default")) {
                    template = named.path("template");
                }
            }
        }
        if (template != null && template.isTextual()) {
            metadata.put("tokenizer.chat_template", new GgufValue.Text(template.textValue()));
        }
    }

    private static Optional<String> text(Path path) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try {
            if (Files.size(path) > MOST_BYTES) {
                throw new ModelFormatException(path, 0, "the file must be at most " + MOST_BYTES + " bytes");
            }
            return Optional.of(Files.readString(path));
        } catch (MalformedInputException e) {
            throw new ModelFormatException(path, 0, "the file must be UTF-8");
        } catch (IOException e) {
            throw new ModelInputException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }
}
