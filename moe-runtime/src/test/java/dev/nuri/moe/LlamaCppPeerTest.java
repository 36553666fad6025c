package dev.nuri.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaCppPeerTest {
    @Test
    void refusesAFolderWithoutTheLibraries(@TempDir Path folder) {
        assertThatThrownBy(() -> LlamaCppPeer.open(folder, folder.resolve("model.gguf"), 1, 64))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("libggml-base");
    }

    @Test
    void measures() throws IOException {
        Path libraries = libraries();
        Path model;
        try (Stream<Path> files = Files.list(SharedData.folder("golden"))) {
            model = files.filter(file -> file.toString().endsWith(".gguf"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        try (LlamaCppPeer peer = LlamaCppPeer.open(libraries, model, 1, 128)) {
            assertThat(peer.prefill(64)).isPositive().isFinite();
            assertThat(peer.decode(8)).isPositive().isFinite();
            assertThatThrownBy(() -> peer.prefill(129)).isInstanceOf(ModelInputException.class);
        }
        assertThatThrownBy(() -> LlamaCppPeer.open(libraries, Path.of("absent.gguf"), 1, 64))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("absent.gguf");
    }

    /** Where the property or the variable says; llama.cpp is a peer to measure against, not a dependency. */
    private static Path libraries() {
        String named = System.getProperty("nuri.llama.cpp", System.getenv("LLAMA_LIB_DIR"));
        Assumptions.assumeTrue(named != null, "skipped: LLAMA_LIB_DIR names no folder of llama.cpp libraries");
        return Path.of(named);
    }
}
