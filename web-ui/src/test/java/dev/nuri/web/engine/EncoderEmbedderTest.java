package dev.nuri.web.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.generator.AnswerModel;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.NuriException;
import dev.nuri.moe.EncoderSettings;
import dev.nuri.moe.TextEncoder;
import dev.nuri.moe.model.TinyEncoder;
import dev.nuri.web.config.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderEmbedderTest {

    @TempDir
    Path temp;

    private Settings settings() {
        return new Settings(
                temp,
                "lucene",
                null,
                Settings.NOMIC,
                new Settings.EmbedderServer("", null, null, null),
                new Settings.RerankerSettings(Settings.NONE, "", null, 1, Duration.ofSeconds(1)),
                new Settings.LanguageModelSettings(
                        Settings.NONE, null, null, null, new AnswerModel.Limits(8192, 768, Duration.ofSeconds(60))),
                "scalar",
                new Settings.ModelSettings(URI.create("http://127.0.0.1:1"), true, null),
                "127.0.0.1",
                0,
                1 << 20,
                1 << 20,
                IndexerConfig.Parser.defaults(),
                IndexerConfig.Fetch.defaults(),
                "standard",
                new Settings.LanguageModelSettings(
                        Settings.NONE, null, null, null, new AnswerModel.Limits(4096, 128, Duration.ofSeconds(1))),
                null,
                false,
                null);
    }

    private TextEncoder tiny() {
        Path path = temp.resolve("encoder.gguf");
        TinyEncoder.write(path, 1);
        return TextEncoder.open(path, "scalar", DeviceOptions.defaults(), EncoderSettings.defaults());
    }

    @Test
    void putsTheMakersWordsBeforeTexts() {
        EmbedderProvider provider = new EncoderProvider(settings(), 64);
        try (TextEncoder encoder = tiny();
                Embedder embedder = new EncoderEmbedder(provider, tiny())) {
            assertThat(embedder.embed(List.of("서울"), Embedder.Role.QUERY)[0])
                    .isEqualTo(encoder.embed("search_query: 서울"));
            assertThat(embedder.embed(List.of("서울"), Embedder.Role.PASSAGE)[0])
                    .isEqualTo(encoder.embed("search_document: 서울"));
            assertThat(embedder.supports("ko")).isTrue();
            assertThat(embedder.supports("zh-Hant")).isTrue();
            assertThat(embedder.supports("und")).isFalse();
        }
    }

    @Test
    void saysHowToGetTheModel() {
        assertThatThrownBy(() -> new EncoderProvider(settings()).open(temp))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("nuri models pull " + Settings.NOMIC);
    }

    @Test
    void refusesVectorsOfAnotherSize() {
        TextEncoder encoder = tiny();
        assertThatThrownBy(() -> new EncoderEmbedder(new EncoderProvider(settings()), encoder))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("must give 768 components, but gives 64");
    }
}
