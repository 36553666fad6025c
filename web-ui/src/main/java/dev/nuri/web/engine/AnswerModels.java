package dev.nuri.web.engine;

import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.ChatModelProvider;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.config.Settings;
import java.util.Optional;
import java.util.ServiceLoader;

/** The language models that are configured. */
final class AnswerModels {

    private AnswerModels() {}

    /**
     * The model configured for a role, which may go on loading in the background; null when none is configured.
     *
     * @param now whether one on this machine begins to load now rather than when it is first asked
     * @throws NuriException when it is not here, or its file is none that can be read
     */
    static AnswerModel of(ModelRole role, Settings settings, boolean now) {
        Settings.LanguageModelSettings asked = role.of(settings);
        if (asked.name().equals(Settings.NONE)) {
            return null;
        }
        if (!asked.servers().isEmpty()) {
            return RemoteModels.chat(role, settings);
        }
        if (asked.path() != null) {
            return LocalModel.of(role, settings, now);
        }
        return provider(asked.name())
                .<AnswerModel>map(provider -> new ProvidedModel(provider, role, settings))
                .orElseThrow(() -> NuriException.invalid("The model " + asked.name()
                        + " is not here yet: run nuri models pull " + asked.name() + ", or " + role.wayOut() + "."));
    }

    private static Optional<ChatModelProvider> provider(String name) {
        return ServiceLoader.load(ChatModelProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst();
    }
}
