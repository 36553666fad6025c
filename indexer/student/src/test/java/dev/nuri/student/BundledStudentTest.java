package dev.nuri.student;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderContract;
import dev.nuri.indexer.EmbedderProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BundledStudentTest extends EmbedderContract {

    private static EmbedderProvider provider;
    private static Embedder embedder;

    @BeforeAll
    static void open() {
        provider = ServiceLoader.load(EmbedderProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(p -> p.name().equals(StudentProvider.BUNDLED))
                .findFirst()
                .orElseThrow();
        embedder = provider.open(Path.of("."));
    }

    @Override
    protected Embedder embedder() {
        return embedder;
    }

    @Test
    void isSmall() throws IOException {
        try (var file = StudentProvider.class.getResourceAsStream("nuri-multilingual.student")) {
            assertThat(file.readAllBytes()).hasSizeLessThanOrEqualTo(40_000_000);
        }
    }

    @Test
    void saysWhatItIsWithoutBeingLoaded() {
        assertThat(provider.id()).isEqualTo(embedder.id()).matches("nuri-multilingual/\\d+-[0-9a-f]{12}");
        assertThat(provider.dimension()).isEqualTo(embedder.dimension());
        assertThat(provider.supports("ko")).isTrue();
    }

    @Test
    void placesTranslationsNearEachOther() {
        float[][] english = embed("The river flows through the city.", "The doctor works in a hospital.");
        for (List<String> pair : List.of(
                List.of("Der Fluss fließt durch die Stadt.", "Der Arzt arbeitet in einem Krankenhaus."),
                List.of("El río atraviesa la ciudad.", "El médico trabaja en un hospital."),
                List.of("Река течёт через город.", "Врач работает в больнице."),
                List.of("강은 도시를 가로질러 흐른다.", "의사는 병원에서 일한다."),
                List.of("川は町を流れている。", "医者は病院で働いている。"),
                List.of("河流穿过城市。", "医生在医院工作。"))) {
            float[][] other = embed(pair.get(0), pair.get(1));
            for (int i = 0; i < 2; i++) {
                assertThat(dot(english[i], other[i])).as(pair.get(i)).isGreaterThan(dot(english[i], other[1 - i]));
            }
        }
    }

    private static float[][] embed(String... texts) {
        return embedder.embed(List.of(texts), Embedder.Role.PASSAGE);
    }
}
