package dev.nuri.moe.hub;

import dev.nuri.moe.CatalogueEntry;
import dev.nuri.moe.ModelInputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Chooses the files of a repository that make one model. */
final class Selection {
    /** Taken where a repository offers several quantisations and none was asked for. */
    private static final List<String> PREFERRED = List.of("Q4_K_M", "MXFP4", "Q4_0", "Q8_0");

    /** A quantisation's label in a file name. */
    private static final Pattern TYPE =
            Pattern.compile("(?i)(?<![a-z0-9])(mxfp4|i?q\\d(?:_[a-z0-9]+)*|bf16|f16|f32)(?![a-z0-9])");

    /** What a safetensors model needs beside its weights. */
    private static final Set<String> SMALL = Set.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "tokenizer.model",
            "vocab.json",
            "merges.txt",
            "chat_template.jinja",
            "chat_template.json",
            "model.safetensors.index.json");

    private Selection() {}

    /**
     * Chooses.
     *
     * @param type a quantisation, {@code safetensors}, or null
     */
    static List<RemoteFile> choose(String repository, List<RemoteFile> files, String type) {
        Map<String, List<RemoteFile>> models = ggufModels(files);
        boolean safetensors = CatalogueEntry.SAFETENSORS.equalsIgnoreCase(type);
        if (models.isEmpty() || safetensors) {
            return safetensors(repository, files, safetensors ? null : type);
        }
        if (type == null && models.size() == 1) {
            return models.values().iterator().next();
        }
        for (String wanted : type == null ? PREFERRED : List.of(type)) {
            for (Map.Entry<String, List<RemoteFile>> model : models.entrySet()) {
                if (wanted.equalsIgnoreCase(typeOf(model.getKey()))) {
                    return model.getValue();
                }
            }
        }
        throw new ModelInputException("hub:" + repository + " has no "
                + (type == null ? "quantisation that is usual; choose one with --type" : type) + ": there are "
                + types(models.keySet()));
    }

    /** The file of that path and, if it is a shard, its siblings. */
    static List<RemoteFile> file(String repository, List<RemoteFile> files, String path) {
        List<RemoteFile> found = new ArrayList<>();
        for (String shard : FileNames.shards(path)) {
            found.add(files.stream()
                    .filter(f -> f.name().equals(shard))
                    .findFirst()
                    .orElseThrow(() -> new ModelInputException("hub:" + repository + " has no file " + shard)));
        }
        return found;
    }

    /** The label in a file's name, in upper case; empty if there is none. */
    static String typeOf(String path) {
        String found = "";
        Matcher matcher = TYPE.matcher(FileNames.stem(FileNames.last(path)));
        while (matcher.find()) {
            found = matcher.group(1).toUpperCase(Locale.ROOT);
        }
        return found;
    }

    /** GGUF models by the path of their first file. */
    private static Map<String, List<RemoteFile>> ggufModels(List<RemoteFile> files) {
        Map<String, List<RemoteFile>> models = new LinkedHashMap<>();
        for (RemoteFile file : files) {
            String name = file.name().toLowerCase(Locale.ROOT);
            if (name.endsWith(".gguf") && !FileNames.last(name).startsWith("mmproj")) {
                models.computeIfAbsent(FileNames.shards(file.name()).getFirst(), first -> new ArrayList<>())
                        .add(file);
            }
        }
        return models;
    }

    private static List<RemoteFile> safetensors(String repository, List<RemoteFile> files, String type) {
        if (type != null) {
            throw new ModelInputException("hub:" + repository + " has no GGUF files, so that " + type
                    + " cannot be chosen: pull it as it is and use nuri models quantize");
        }
        List<RemoteFile> chosen = files.stream()
                .filter(f -> SMALL.contains(f.name())
                        || (f.name().endsWith(".safetensors") && f.name().indexOf('/') < 0))
                .toList();
        if (chosen.stream().noneMatch(f -> f.name().endsWith(".safetensors"))) {
            throw new ModelInputException("hub:" + repository + " has neither GGUF nor safetensors files");
        }
        return chosen;
    }

    private static String types(Set<String> paths) {
        return paths.stream()
                .map(Selection::typeOf)
                .filter(t -> !t.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new))
                .toString();
    }
}
