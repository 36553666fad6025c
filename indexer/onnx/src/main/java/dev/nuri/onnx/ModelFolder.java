package dev.nuri.onnx;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with a network in ONNX's format, its {@code tokenizer.json} and what its makers' tools wrote beside them.
 * The network lies in it or in its folder {@code onnx}.
 */
final class ModelFolder {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String ENDING = ".onnx";

    /** Where several are offered, the makers' own before the smaller ones; a path to another chooses that. */
    private static final List<String> PREFERRED = List.of(
            "model.onnx",
            "onnx/model.onnx",
            "model_quantized.onnx",
            "onnx/model_quantized.onnx",
            "model_int8.onnx",
            "onnx/model_int8.onnx");

    private final String called;
    private final Path folder;
    private final Path network;

    private ModelFolder(String called, Path folder, Path network) {
        this.called = called;
        this.folder = folder;
        this.network = network;
    }

    /** Whether a path names a folder or a network, by its ending. */
    static boolean isOne(Path path) {
        return Files.isDirectory(path) || (path.toString().endsWith(ENDING) && Files.isRegularFile(path));
    }

    /**
     * Finds the network of a folder.
     *
     * @param path a folder, or the network in it where there are several
     * @param kind what it is, for messages
     * @throws NuriException when there is none, there are several, or the tokenizer is missing
     */
    static ModelFolder of(Path path, String kind) {
        String called = "The " + kind + " '" + path + "'";
        Path absolute = path.toAbsolutePath().normalize();
        ModelFolder found = Files.isDirectory(absolute)
                ? new ModelFolder(called, absolute, network(absolute, called))
                : new ModelFolder(called, folder(absolute), absolute);
        if (!Files.isRegularFile(found.tokenizer())) {
            throw NuriException.invalid(called + " has no tokenizer.json beside "
                    + found.folder.relativize(found.network) + ": download it from where the model came from.");
        }
        return found;
    }

    private static Path folder(Path network) {
        Path parent = network.getParent();
        return parent.endsWith("onnx") && !Files.exists(parent.resolve("tokenizer.json")) ? parent.getParent() : parent;
    }

    private static Path network(Path folder, String called) {
        for (String name : PREFERRED) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        List<Path> others = new ArrayList<>();
        others.addAll(networks(folder));
        others.addAll(networks(folder.resolve("onnx")));
        if (others.size() == 1) {
            return others.getFirst();
        }
        throw NuriException.invalid(
                others.isEmpty()
                        ? called + " has no model.onnx or onnx/model.onnx."
                        : called
                                + " has several networks, of which none is called model.onnx: name one of them, such as '"
                                + others.getFirst() + "'.");
    }

    private static List<Path> networks(Path folder) {
        return files(folder, ENDING, true);
    }

    private static List<Path> files(Path folder, String name, boolean ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> ending
                            ? file.getFileName().toString().endsWith(name)
                            : file.getFileName().toString().startsWith(name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw NuriException.invalid("'" + folder + "' cannot be read: " + NuriException.reason(e) + ".");
        }
    }

    /** How messages name it, at the start of a sentence. */
    String called() {
        return called;
    }

    /** The folder. */
    Path path() {
        return folder;
    }

    /** The network's file. */
    Path network() {
        return network;
    }

    Path tokenizer() {
        return folder.resolve("tokenizer.json");
    }

    /** What {@code tokenizer.json} holds. */
    byte[] tokenizerJson() {
        return read(tokenizer());
    }

    /** The network's file, those of weights beside it, which begin with its name, and the tokenizer. */
    List<Path> files() {
        List<Path> files =
                new ArrayList<>(files(network.getParent(), network.getFileName().toString(), false));
        files.add(tokenizer());
        return files;
    }

    /**
     * A JSON file of it; a missing node when there is none.
     *
     * @throws NuriException when it is not JSON, with file and line
     */
    JsonNode json(String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(read(file));
        } catch (JsonProcessingException e) {
            throw NuriException.invalid("'" + file + "' is not JSON: line "
                    + e.getLocation().getLineNr() + ", " + e.getOriginalMessage() + ".");
        } catch (IOException e) {
            throw NuriException.invalid("'" + file + "' cannot be read: " + NuriException.reason(e) + ".");
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw NuriException.invalid("'" + file + "' cannot be read: " + NuriException.reason(e) + ".");
        }
    }

    /** Names that may tell which model it is: its folders' and that in {@code config.json}. */
    String names() {
        int parts = folder.getNameCount();
        // A hub's cache calls the folder by a commit, two below the one that has the model's name.
        return folder.subpath(Math.max(0, parts - 3), parts) + " "
                + json("config.json").path("_name_or_path").asText();
    }

    /**
     * Tokens that the model takes, as its files say.
     *
     * @param otherwise where they do not
     */
    int window(int otherwise) {
        JsonNode config = json("config.json");
        int positions = config.path("max_position_embeddings").asInt(Integer.MAX_VALUE);
        if (config.path("model_type").asText().contains("roberta")) {
            positions -= 2; // RoBERTa counts positions from 2
        }
        int stated = json("sentence_bert_config.json").path("max_seq_length").asInt((int) Math.min(
                otherwise,
                json("tokenizer_config.json").path("model_max_length").asDouble(otherwise)));
        return Math.max(8, Math.min(stated, positions));
    }
}
