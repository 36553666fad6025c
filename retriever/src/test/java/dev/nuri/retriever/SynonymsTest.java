package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Span;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynonymsTest {

    @TempDir
    Path folder;

    private Synonyms synonyms(String collection, String... lines) throws IOException {
        Path rules = Files.createDirectories(folder.resolve("synonyms"));
        Files.write(rules.resolve(collection + ".txt"), List.of(lines));
        return Synonyms.read(rules, Corpus.ANALYZERS);
    }

    private static void add(Corpus corpus, String collection, String title, String lang, String text) {
        corpus.add(collection, title, lang, "text/plain", text, List.of(new Span(0, text.length())));
    }

    private static List<String> titles(Retriever retriever, String query) {
        return retriever.search(SearchRequest.of(Viewer.OPERATOR, query, 10)).hits().stream()
                .map(Hit::title)
                .toList();
    }

    @Test
    void otherWordingsAreFoundInTheirCollection() throws IOException {
        Synonyms synonyms = synonyms(
                "garage",
                "# vehicles",
                "car, Automobile, motor vehicle",
                "TV => television",
                "",
                "자동차, 승용차",
                "車 => 自動車");
        try (Corpus corpus = new Corpus(folder.resolve("index"), null)) {
            add(corpus, "garage", "plain", "en", "The car stands in the yard.");
            add(corpus, "garage", "other", "en", "An automobile needs oil.");
            add(corpus, "garage", "phrase", "en", "Every motor vehicle has plates.");
            add(corpus, "garage", "apart", "en", "The motor of no vehicle at all.");
            add(corpus, "garage", "screen", "en", "A television hangs on the wall.");
            add(corpus, "elsewhere", "else", "en", "An automobile needs petrol.");
            add(corpus, "garage", "ko", "ko", "승용차를 고친다.");
            add(corpus, "garage", "ja", "ja", "自動車を修理する。");
            corpus.commit();
            Retriever retriever = new HybridRetriever(
                    corpus.store(), LanguageIdentifiers.standard(), Corpus.ANALYZERS, null, synonyms);
            assertThat(titles(retriever, "car")).containsExactlyInAnyOrder("plain", "other", "phrase");
            assertThat(titles(retriever, "car").getFirst())
                    .as("what was typed comes first")
                    .isEqualTo("plain");
            assertThat(titles(retriever, "a MOTOR vehicle")).contains("plain", "other", "phrase");
            assertThat(titles(retriever, "tv")).containsExactly("screen");
            assertThat(titles(retriever, "television")).containsExactly("screen");
            assertThat(titles(retriever, "자동차")).contains("ko");
            assertThat(titles(retriever, "車")).contains("ja");
        }
    }

    @Test
    void noFolderHasNoSynonyms() {
        assertThat(Synonyms.read(folder.resolve("missing"), Corpus.ANALYZERS)).isEqualTo(Synonyms.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a => b => c | has more than one =>",
                "lonely | has one word only: write at least two, with commas between them",
                "a, , b | has an empty word",
                "a => | has an empty word",
                "a, ... | has nothing to look for in '...'",
                "a => a | leads in a circle to 'a': write words that mean the same in one line without =>"
            })
    void aLineThatIsNoRuleIsNamed(String line, String rule) {
        assertThatThrownBy(() -> synonyms("default", "x, y", line))
                .isInstanceOf(NuriException.class)
                .hasMessageStartingWith("Line 2 of ")
                .hasMessageEndingWith("default.txt " + rule + ".");
    }

    @Test
    void aCircleIsNamed() {
        assertThatThrownBy(() -> synonyms("default", "x => a", "a => b, z", "b => c", "c => A"))
                .isInstanceOf(NuriException.class)
                .hasMessageMatching("Line [234] of .*leads in a circle to '[abc]'.*");
    }

    @Test
    void otherEncodingsAreRefused() throws IOException {
        Path rules = Files.createDirectories(folder.resolve("synonyms"));
        Files.write(rules.resolve("default.txt"), new byte[] {(byte) 0xC3, (byte) 0x28});
        assertThatThrownBy(() -> Synonyms.read(rules, Corpus.ANALYZERS))
                .isInstanceOf(NuriException.class)
                .hasMessageEndingWith("are not UTF-8 text.");
    }
}
