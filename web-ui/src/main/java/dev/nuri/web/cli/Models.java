package dev.nuri.web.cli;

import dev.nuri.hw.Backend;
import dev.nuri.hw.Backends;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.indexer.NuriException;
import dev.nuri.moe.LanguageModel;
import dev.nuri.moe.ModelHub;
import dev.nuri.moe.ModelInputException;
import dev.nuri.web.config.Key;
import dev.nuri.web.config.Secrets;
import dev.nuri.web.config.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The models that commands work with: found by name or path, opened on the backend that was asked for. */
final class Models {

    private final Settings settings;

    Models(Settings settings) {
        this.settings = settings;
    }

    /** The folder of pulled models and the hub. */
    ModelHub hub() {
        return new ModelHub(new ModelHub.Settings(
                settings.modelFolder(),
                settings.models().mirror(),
                settings.models().offline(),
                Secrets.read(
                        Secrets.MODELS_TOKEN,
                        Key.MODELS_TOKEN_FILE,
                        settings.models().tokenFile()),
                settings.minFreeDiskBytes(),
                Duration.ofSeconds(30),
                Duration.ofMillis(500)));
    }

    /**
     * Works with a model as a user names it.
     *
     * @throws UnusableModel when it cannot be opened
     */
    <T> T read(String model, Function<Path, T> reader) {
        try {
            return reader.apply(hub().locate(model));
        } catch (ModelInputException e) {
            throw new UnusableModel(e);
        }
    }

    /**
     * Opens a model.
     *
     * @param backend as asked for on the command line, or null for the configured one
     * @param threads as asked for, or 0 for as many as there are
     */
    LanguageModel open(String model, String backend, int threads) {
        String name = backend == null ? settings.backend() : known(backend);
        DeviceOptions options = threads == 0 ? DeviceOptions.defaults() : new DeviceOptions(threads);
        return read(model, path -> LanguageModel.open(path, name, options));
    }

    /** Bytes that deleting a model freed; one that is not there is no wrong usage. */
    static long removed(ModelHub hub, String name) {
        try {
            return hub.remove(name);
        } catch (ModelInputException e) {
            throw new UnusableModel(e);
        }
    }

    /** A backend's name, if there is one of that name. */
    static String known(String backend) {
        List<String> names = Backends.all().stream().map(Backend::name).toList();
        if (!backend.equals(Backends.AUTO) && !names.contains(backend)) {
            throw NuriException.invalid("There is no backend '" + backend + "'; there are: " + Backends.AUTO + ", "
                    + String.join(", ", names) + ".");
        }
        return backend;
    }
}
