package dev.nuri.moe;

import dev.nuri.moe.hub.Catalogue;
import dev.nuri.moe.hub.ModelFolders;
import dev.nuri.moe.hub.Puller;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The models of a folder and where more come from: a catalogue of models known to run, and a hub that serves the
 * Hugging Face API, or any web address. Shared by threads and, through locks in the folder, by processes.
 */
public final class ModelHub {
    /** The public hub. */
    public static final URI PUBLIC = URI.create("https://huggingface.co");

    private final Settings settings;
    private final ModelFolders folders;

    /**
     * How models are fetched and where they lie.
     *
     * @param folder holds a folder for each model
     * @param address the hub or a mirror of it; http or https
     * @param offline refuse whatever needs the network
     * @param token sent to {@code address} only, or null
     * @param minFreeBytes disk space a pull leaves free
     * @param stall how long a server may say nothing before the connection is given up
     * @param pause before the first retry; doubles with each that brings nothing new
     */
    public record Settings(
            Path folder,
            URI address,
            boolean offline,
            String token,
            long minFreeBytes,
            Duration stall,
            Duration pause) {
        /** The public hub, without token. */
        public static Settings of(Path folder) {
            return new Settings(folder, PUBLIC, false, null, 64L << 20, Duration.ofSeconds(30), Duration.ofMillis(500));
        }
    }

    public ModelHub(Settings settings) {
        this.settings = settings;
        this.folders = new ModelFolders(settings.folder());
    }

    /** All models of the catalogue. */
    public static List<CatalogueEntry> catalogue() {
        return Catalogue.entries();
    }

    /** The models that are here whole, by name. */
    public List<InstalledModel> installed() {
        return folders.installed();
    }

    /** Bytes on disk of pulls that have not ended, by name of the model. */
    public List<PartialPull> partial() {
        return folders.partial();
    }

    /**
     * A pull that has not ended; pulling the same again goes on from there.
     *
     * @param name what the model will be called
     * @param bytes on disk so far
     */
    public record PartialPull(String name, long bytes) {}

    /**
     * Fetches a model, going on where an earlier pull of it ended.
     *
     * @param reference a catalogue id, {@code hub:owner/name}, {@code hub:owner/name/file} or an http(s) URL
     * @param type a quantisation such as {@code Q8_0}, or null for the usual one
     * @param name what to call it here, or null for a name made from the reference
     * @return the model; without network if it was here already
     * @throws ModelInputException if there is no such thing, it may not be had without a token, or its name is taken
     * @throws ModelResourceException if the network, the disk or the bytes that arrive fail for good
     */
    public InstalledModel pull(String reference, String type, String name, PullListener listener) {
        return new Puller(settings, folders).pull(reference, type, name, listener);
    }

    /**
     * Deletes a model, or what an unfinished pull left.
     *
     * @return bytes freed
     * @throws ModelInputException if there is none of that name
     * @throws ModelResourceException if it is being pulled, or cannot be deleted
     */
    public long remove(String name) {
        return folders.remove(name);
    }

    /**
     * Finds what to open for a model as a user names it: a path, or the name of an installed model.
     *
     * @throws ModelInputException if there is none, saying what to do
     */
    public Path locate(String model) {
        Optional<Path> path = path(model);
        if (path.isPresent()) {
            return path.get();
        }
        Optional<InstalledModel> installed = folders.find(model);
        if (installed.isPresent()) {
            return installed.get().path();
        }
        Optional<CatalogueEntry> entry = Catalogue.find(model);
        if (entry.isPresent()) {
            return folders.find(entry.get().id())
                    .map(InstalledModel::path)
                    .orElseThrow(() -> new ModelInputException(
                            "the model " + entry.get().id() + " is not here yet: nuri models pull "
                                    + entry.get().id()));
        }
        throw new ModelInputException(
                "there is no model '" + model + "': name a GGUF file, a model folder, or one of: nuri models list");
    }

    private static Optional<Path> path(String model) {
        try {
            Path path = Path.of(model);
            return Files.exists(path) && !model.isBlank() ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
