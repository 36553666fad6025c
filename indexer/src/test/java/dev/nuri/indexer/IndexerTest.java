package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.TermQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the indexer together: real parsers, analyzers and index. */
final class IndexerTest {

    @TempDir
    Path folder;

    @Test
    void filesOfSeveralFormatsAndLanguagesAreFound() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("한국어.txt"), "대한민국의 수도는 서울이다. 서울에는 많은 사람이 산다.");
        Files.writeString(files.resolve("page.html"), "<title>Rivers</title><h1>The Rhine</h1><p>It flows north.");
        Files.write(files.resolve("legacy.txt"), "지하철을 타고 학교에 갔습니다. 날씨가 좋았습니다.".getBytes(Charset.forName("EUC-KR")));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(files.resolve("more.zip")))) {
            zip.putNextEntry(new ZipEntry("in/side.md"));
            zip.write("# Inside\n\nThe capital of France is Paris.".getBytes(StandardCharsets.UTF_8));
        }
        Files.createFile(files.resolve("empty.txt"));

        IndexerConfig config = IndexerConfig.of(folder.resolve("data"));
        try (Indexer indexer = Indexer.open(config, null)) {
            IngestReport report =
                    indexer.ingestor().ingest(new IngestRequest(List.of(files.toString()), null), _ -> {}, () -> false);
            assertThat(report.added()).isEqualTo(4);
            assertThat(report.failures()).extracting(IngestFailure::path).containsExactly(files + "/empty.txt");
            assertFound(indexer);
            assertThatThrownBy(() -> Indexer.open(config, null)).isInstanceOf(NuriException.class);
        }
        try (Indexer again = Indexer.open(config, null)) {
            assertFound(again);
        }
    }

    private static void assertFound(Indexer indexer) throws IOException {
        try (IndexSnapshot now = indexer.store().snapshot()) {
            Map<String, String> languages = now.documents(null, 0, 10).stream()
                    .collect(Collectors.toMap(SourceDocument::title, SourceDocument::lang));
            assertThat(languages).containsEntry("한국어", "ko").containsEntry("legacy", "ko");
            assertThat(now.searcher().count(term(indexer, "ko", "서울"))).isEqualTo(1);
            assertThat(now.searcher().count(term(indexer, "ko", "학교"))).isEqualTo(1);
            assertThat(now.searcher().count(new TermQuery(new Term(IndexSchema.BODY, "paris"))))
                    .isEqualTo(1);
            assertThat(now.searcher().count(new TermQuery(new Term(IndexSchema.TITLE, "rivers"))))
                    .isEqualTo(1);
        }
    }

    private static TermQuery term(Indexer indexer, String key, String word) {
        LanguageAnalyzers analyzers = indexer.analyzers();
        String term = analyzers.terms(analyzers.forKey(key), word).getFirst();
        return new TermQuery(new Term(IndexSchema.body(key), term));
    }
}
