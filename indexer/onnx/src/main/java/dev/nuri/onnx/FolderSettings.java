package dev.nuri.onnx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.NuriException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads from a folder how its model is used. For each setting the first that tells it: {@code nuri-embedder.json}, the
 * files of Sentence Transformers, what is known of a model of that name.
 */
final class FolderSettings {

    /** The user's word, with any of the fields below. */
    static final String OWN = "nuri-embedder.json";

    private static final Set<String> FIELDS =
            new TreeSet<>(Set.of("queryPrefix", "passagePrefix", "pooling", "dimension", "maxTokens", "languages"));

    /** Passages are shorter; attention over more costs memory by the square. */
    private static final int LONGEST_WINDOW = 1024;

    private static final int USUAL_WINDOW = 512;

    private static final List<String> QUERY_PROMPTS = List.of("query", "retrieval.query", "Retrieval-query");
    private static final List<String> PASSAGE_PROMPTS =
            List.of("document", "passage", "corpus", "retrieval.passage", "Retrieval-document");

    private final ModelFolder folder;
    private final JsonNode own;
    private final JsonNode prompts;
    private final JsonNode modules;
    private final Optional<KnownModel> known;

    private FolderSettings(ModelFolder folder) {
        this.folder = folder;
        own = folder.json(OWN);
        prompts = folder.json("config_sentence_transformers.json").path("prompts");
        modules = folder.json("modules.json");
        known = KnownModel.in(folder.names());
        own.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                throw wrong("has the field '" + field + "', but only " + String.join(", ", FIELDS) + " are known");
            }
        });
    }

    /**
     * Reads them.
     *
     * @throws NuriException when nothing tells pooling or dimension, or a file says what cannot be done
     */
    static EmbedderSettings of(ModelFolder folder) {
        return new FolderSettings(folder).settings();
    }

    private EmbedderSettings settings() {
        return new EmbedderSettings(
                known.map(KnownModel::name).orElse(modelType()),
                dimension(),
                prefix("queryPrefix", QUERY_PROMPTS, known.map(KnownModel::queryPrefix)),
                prefix("passagePrefix", PASSAGE_PROMPTS, known.map(KnownModel::passagePrefix)),
                pooling(),
                window(),
                languages());
    }

    private String modelType() {
        String type = folder.json("config.json").path("model_type").asText();
        return type.isEmpty() ? "onnx" : type;
    }

    private String prefix(String field, List<String> names, Optional<String> otherwise) {
        if (own.has(field)) {
            return own.path(field).asText();
        }
        // Tools write empty prompts where they were told none.
        return names.stream()
                .map(name -> prompts.path(name).asText())
                .filter(prompt -> !prompt.isEmpty())
                .findFirst()
                .orElse(otherwise.orElse(""));
    }

    private Pooling pooling() {
        if (own.has("pooling")) {
            Pooling pooling = Pooling.of(own.path("pooling").asText());
            if (pooling == null) {
                throw wrong("must have mean, cls or last as pooling, got '"
                        + own.path("pooling").asText() + "'");
            }
            return pooling;
        }
        if (isTransformed()) {
            return null;
        }
        JsonNode stated = poolingConfig();
        return stated.isMissingNode() ? known.map(KnownModel::pooling).orElse(null) : pooling(stated);
    }

    /** Whether vectors go through another layer after they were pooled, which only the network itself can apply. */
    private boolean isTransformed() {
        return !moduleFolders("Dense").isEmpty();
    }

    private JsonNode poolingConfig() {
        List<String> folders = moduleFolders("Pooling");
        return folder.json((folders.isEmpty() ? "1_Pooling" : folders.getFirst()) + "/config.json");
    }

    private List<String> moduleFolders(String type) {
        List<String> folders = new ArrayList<>();
        modules.forEach(module -> {
            if (module.path("type").asText().endsWith("." + type)) {
                folders.add(module.path("path").asText());
            }
        });
        return folders;
    }

    private Pooling pooling(JsonNode stated) {
        String mode = stated.path("pooling_mode").asText();
        if (stated.path("pooling_mode_mean_tokens").asBoolean() || mode.equals("mean")) {
            return Pooling.MEAN;
        }
        if (stated.path("pooling_mode_cls_token").asBoolean() || mode.equals("cls")) {
            return Pooling.CLS;
        }
        return stated.path("pooling_mode_lasttoken").asBoolean() || mode.equals("lasttoken") ? Pooling.LAST : null;
    }

    private int dimension() {
        if (own.has("dimension")) {
            return positive("dimension");
        }
        int dimension = folder.json("config.json").path("hidden_size").asInt();
        dimension = poolingConfig().path("word_embedding_dimension").asInt(dimension);
        for (String dense : moduleFolders("Dense")) {
            dimension = folder.json(dense + "/config.json").path("out_features").asInt(dimension);
        }
        if (dimension < 1) {
            throw NuriException.invalid(folder.called() + " does not say how many components its vectors have: put "
                    + "config.json beside it, or {\"dimension\": N} into " + OWN + ".");
        }
        return dimension;
    }

    private int window() {
        int window = own.has("maxTokens")
                ? positive("maxTokens")
                : folder.window(known.map(KnownModel::window).orElse(USUAL_WINDOW));
        return Math.min(window, LONGEST_WINDOW);
    }

    private int positive(String field) {
        int value = own.path(field).asInt();
        if (value < 1) {
            throw wrong("must have a whole number from 1 as " + field + ", got " + own.path(field));
        }
        return value;
    }

    private Set<String> languages() {
        if (!own.has("languages")) {
            return known.map(KnownModel::languages).orElse(Set.of());
        }
        Set<String> languages = new TreeSet<>();
        own.path("languages").forEach(language -> languages.add(language.asText()));
        return languages;
    }

    private NuriException wrong(String rule) {
        return NuriException.invalid("'" + folder.path().resolve(OWN) + "' " + rule + ".");
    }
}
