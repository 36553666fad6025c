package dev.nuri.web.engine;

import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.ChatModelProvider;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.config.Settings;
import java.util.Optional;
import java.util.ServiceLoader;

/** The language model that is configured to write answers. */
final class AnswerModels {

    private AnswerModels() {}

    /**
     * The configured model, which may go on loading in the background; null when none is configured.
     *
     * @param now whether one on this machine begins to load now rather than when it is first asked
     * @throws NuriException when it is not here, or its file is none that can be read
     */
    static AnswerModel of(Settings settings, boolean now) {
        Settings.WriterSettings writer = settings.model();
        if (writer.name().equals(Settings.NONE)) {
            return null;
        }
        if (writer.server() != null) {
            return RemoteModels.writer(writer);
        }
        if (writer.path() != null) {
            return LocalWriter.of(settings, now);
        }
        return provider(writer.name())
                .<AnswerModel>map(provider -> new ProvidedWriter(provider, settings))
                .orElseThrow(() -> NuriException.invalid("The model " + writer.name()
                        + " is not here yet: run nuri models pull " + writer.name() + ", or set nuri.model=none."));
    }

    private static Optional<ChatModelProvider> provider(String name) {
        return ServiceLoader.load(ChatModelProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst();
    }
}
