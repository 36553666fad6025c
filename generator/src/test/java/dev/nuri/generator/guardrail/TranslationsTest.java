package dev.nuri.generator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.generator.guardrail.GuardSample.Kind;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class TranslationsTest {

    @TempDir
    Path folder;

    private Path file(String name, int lines) throws IOException {
        Path file = folder.resolve(name);
        try (Writer out = new OutputStreamWriter(
                new XZOutputStream(Files.newOutputStream(file), new LZMA2Options(0)), StandardCharsets.UTF_8)) {
            for (int i = 0; i < lines; i++) {
                out.write("Open document " + i + " in the editor of your choice.\tÖffnen Sie Dokument " + i
                        + " in einem Programm.\tgimp-help\n");
                out.write("word\tWort\tfreedict\n");
            }
        }
        return file;
    }

    private static long half(String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.UTF_8));
        return crc.getValue() % 2;
    }

    @Test
    void joinsNeighboursOfOneHalfToPassagesOfBothLanguages() throws IOException {
        List<GuardSample> samples = GuardSets.read(file("en-de.tsv.xz", 200));
        assertThat(samples).extracting(GuardSample::lang).contains("de", "en");
        for (GuardSample sample : samples) {
            assertThat(sample.kind()).isEqualTo(Kind.PASSAGE);
            assertThat(sample.harmless()).isTrue();
            assertThat(sample.set()).isEqualTo("gimp-help");
            assertThat(sample.text()).doesNotContain("Wort", "word").hasSizeBetween(600, 800);
            if (sample.lang().equals("en")) {
                assertThat(sample.text()).startsWith(sample.id());
                for (String sentence : sample.text().split("(?<=\\.) ", -1)) {
                    assertThat(half(sentence)).isEqualTo(half(sample.id()));
                }
            }
        }
        assertThat(samples.stream().map(s -> half(s.id())).distinct()).hasSize(2);
    }

    @Test
    void otherLanguagesBringTheirOwnSideOnly() throws IOException {
        assertThat(GuardSets.read(file("en-pt-BR.tsv.xz", 100))).isNotEmpty().allMatch(s -> s.lang()
                .equals("pt-BR"));
    }

    @Test
    void aFolderLeavesOutWhatIsMixed() throws IOException {
        file("en-rest.tsv.xz", 100);
        file("en-ko.tsv.xz", 100);
        assertThat(GuardSets.read(folder)).isNotEmpty().allMatch(s -> s.lang().equals("ko"));
    }
}
