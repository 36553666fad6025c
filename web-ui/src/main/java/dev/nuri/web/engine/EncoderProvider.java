package dev.nuri.web.engine;

import dev.nuri.hw.DeviceOptions;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.moe.CatalogueEntry;
import dev.nuri.moe.EncoderSettings;
import dev.nuri.moe.ModelException;
import dev.nuri.moe.ModelHub;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.TextEncoder;
import dev.nuri.web.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** nomic-embed-text-v2-moe, once it was pulled, on the model runtime. */
final class EncoderProvider implements EmbedderProvider {

    private static final int DIMENSION = 768;

    private final Settings settings;
    private final int dimension;
    private final Set<String> languages;

    EncoderProvider(Settings settings) {
        this(settings, DIMENSION);
    }

    /** For an encoder whose vectors have another dimension. */
    EncoderProvider(Settings settings, int dimension) {
        this.settings = settings;
        this.dimension = dimension;
        this.languages = ModelHub.catalogue().stream()
                .filter(entry -> entry.id().equals(Settings.NOMIC))
                .map(CatalogueEntry::languages)
                .flatMap(List::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String name() {
        return Settings.NOMIC;
    }

    @Override
    public String id() {
        return Settings.NOMIC + "/1";
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public boolean supports(String lang) {
        return languages.contains(Locale.forLanguageTag(lang).getLanguage());
    }

    @Override
    public Embedder open(Path cacheDir) {
        try {
            Path model = new ModelHub(ModelHub.Settings.of(settings.modelFolder())).locate(Settings.NOMIC);
            // An embedder gives a text the same vector whatever is embedded beside it.
            EncoderSettings alone = EncoderSettings.defaults().withReproducible(true);
            TextEncoder encoder = TextEncoder.open(model, settings.backend(), DeviceOptions.defaults(), alone);
            return new EncoderEmbedder(this, encoder);
        } catch (ModelException e) {
            ErrorCode code = e instanceof ModelInputException ? ErrorCode.INVALID_INPUT : ErrorCode.INTERNAL;
            throw new NuriException(
                    code, "The embedder " + name() + " cannot be opened: " + NuriException.reason(e) + ".", e);
        }
    }
}
