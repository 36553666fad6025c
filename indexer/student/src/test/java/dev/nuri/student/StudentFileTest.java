package dev.nuri.student;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.NuriException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudentFileTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("tiny.student");
        StudentFile.write(TinyStudent.model(), file);
    }

    @Test
    void givesBackWhatWasWritten() {
        StudentProvider provider = StudentProvider.of(file);
        assertThat(provider.dimension()).isEqualTo(TinyStudent.DIMENSION);
        assertThat(provider.id()).matches("tiny/3-[0-9a-f]{12}");
        try (Embedder read = provider.open(folder)) {
            assertThat(read.id()).isEqualTo(provider.id());
            assertThat(vector(read)).containsExactly(vector(new StudentEmbedder(TinyStudent.model(), "made")));
        }
    }

    @Test
    void theSameTableGivesTheSameFingerprintAndAnotherDoesNot() throws IOException {
        String id = StudentProvider.of(file).id();
        StudentFile.write(TinyStudent.model(), file);
        assertThat(StudentProvider.of(file).id()).isEqualTo(id);
        StudentModel model = TinyStudent.model();
        model.bytes()[0]++;
        StudentFile.write(model, file);
        assertThat(StudentProvider.of(file).id()).isNotEqualTo(id);
    }

    @Test
    void everyDamagedByteIsNoticed() throws IOException {
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at += 97) {
            byte[] bad = good.clone();
            bad[at] ^= 4;
            assertNoticed(bad);
        }
    }

    @Test
    void aFileThatEndsTooSoonIsNoticed() throws IOException {
        byte[] good = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, 8, 30, 41, 100, good.length - 1}) {
            assertNoticed(Arrays.copyOf(good, length));
        }
    }

    @Test
    void aFileThatIsNoneIsToldInOneSentence() throws IOException {
        Files.writeString(file, "words");
        assertThatThrownBy(() -> StudentProvider.of(file))
                .isInstanceOf(NuriException.class)
                .hasMessage("The embedder '" + file + "' is no student embedder: it does not begin as one.");
        assertThatThrownBy(() -> StudentProvider.of(folder.resolve("none")))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("cannot be read");
    }

    private static void assertNoticed(byte[] bad) {
        assertThatThrownBy(() -> StudentFile.read(new ByteArrayInputStream(bad), "The file"))
                .isInstanceOf(NuriException.class)
                .hasMessageStartingWith("The file is no student embedder: ");
    }

    private static float[] vector(Embedder embedder) {
        return embedder.embed(List.of("River 강물 東京 xyz"), Embedder.Role.PASSAGE)[0];
    }
}
