package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the indexer together: real parsers, analyzers and index. */
final class IndexerTest {

    private static final String LEGACY = """
            오늘 아침에는 지하철을 타고 학교에 갔습니다. 날씨가 아주 좋아서 점심을 먹은 다음에는 친구들과 함께 공원에서 산책을 했습니다.
            저녁에는 집으로 돌아와 어머니와 아버지께 하루 동안 있었던 일을 이야기해 드렸습니다. 내일은 도서관에서 책을 빌릴 생각입니다.
            """;

    @TempDir
    Path folder;

    @Test
    void filesOfSeveralFormatsAndLanguagesAreFound() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("한국어.txt"), "대한민국의 수도는 서울이다. 서울에는 많은 사람이 산다.");
        Files.writeString(files.resolve("page.html"), "<title>Rivers</title><h1>The Rhine</h1><p>It flows north.");
        Files.write(files.resolve("legacy.txt"), LEGACY.getBytes(StandardCharsets.UTF_16));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(files.resolve("more.zip")))) {
            zip.putNextEntry(new ZipEntry("in/side.md"));
            zip.write("# Inside\n\nThe capital of France is Paris.".getBytes(StandardCharsets.UTF_8));
        }
        Files.createFile(files.resolve("empty.txt"));

        IndexerConfig config = IndexerConfig.of(folder.resolve("data"));
        try (Indexer indexer = Indexer.open(config, null)) {
            IngestReport report = indexer.ingestor()
                    .ingest(
                            new IngestRequest(List.of(files.toString()), null, AccessRule.UNSAID),
                            _ -> {},
                            () -> false);
            assertThat(report.added()).isEqualTo(4);
            assertThat(report.failures()).extracting(IngestFailure::path).containsExactly(files + "/empty.txt");
            assertFound(indexer);
            assertThatThrownBy(() -> Indexer.open(config, null)).isInstanceOf(NuriException.class);
        }
        try (Indexer again = Indexer.open(config, null)) {
            assertFound(again);
        }
    }

    @Test
    void rowsOfParquetAreFoundHoweverTheyArePacked() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        for (MadeParquet.Codec codec : MadeParquet.Codec.values()) {
            Files.write(
                    files.resolve(codec + ".parquet"),
                    new MadeParquet()
                            .text("id", "one", "two", "three")
                            .text("text", "The harbour of " + codec + " is deep.", null, "서울은 대한민국의 수도이다.")
                            .codec(codec)
                            .build());
        }
        IndexerConfig config = IndexerConfig.of(folder.resolve("data"));
        try (Indexer indexer = Indexer.open(config, null)) {
            IngestReport report = indexer.ingestor()
                    .ingest(
                            new IngestRequest(List.of(files.toString()), null, AccessRule.UNSAID),
                            _ -> {},
                            () -> false);
            assertThat(report.added()).isEqualTo(10);
            assertThat(report.failures())
                    .extracting(IngestFailure::path)
                    .containsExactlyInAnyOrder(
                            files + "/UNCOMPRESSED.parquet!/row-2",
                            files + "/SNAPPY.parquet!/row-2",
                            files + "/GZIP.parquet!/row-2",
                            files + "/ZSTD.parquet!/row-2",
                            files + "/LZ4_RAW.parquet!/row-2",
                            files + "/LZO.parquet");
            try (IndexSnapshot now = indexer.store().snapshot(Viewer.OPERATOR)) {
                TermQuery query = new TermQuery(new Term(IndexSchema.BODY, "harbour"));
                assertThat(now.searcher().search(query, 10)).hasSize(5).allSatisfy(hit -> assertThat(
                                now.passage(hit.number()).uri())
                        .endsWith(".parquet!/one"));
            }
        }
    }

    @Test
    void largeDumpsAreReadInParts() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        String filler = "x".repeat(40_000);
        Path lines = files.resolve("lines.jsonl");
        Files.writeString(
                lines,
                IntStream.range(0, 300)
                        .mapToObj(i -> i == 250
                                ? "{broken " + filler
                                : "{\"id\": \"n" + i + "\", \"more\": \"" + filler
                                        + "\", \"text\": \"The tower of line " + word(i) + ".\"}")
                        .collect(Collectors.joining("\n")));
        Path rows = files.resolve("rows.parquet");
        Files.write(
                rows,
                new MadeParquet()
                        .text(
                                "text",
                                IntStream.range(0, 300)
                                        .mapToObj(i -> i == 250 ? null : "The tower of row " + word(i) + ".")
                                        .toList())
                        .text("url", Collections.nCopies(300, filler))
                        .rowsOfGroup(20)
                        .build());

        IndexerConfig config = IndexerConfig.of(folder.resolve("data"));
        IngestRequest request = new IngestRequest(List.of(files.toString()), null, AccessRule.UNSAID);
        try (Indexer indexer = Indexer.open(config, null)) {
            IngestReport report = indexer.ingestor().ingest(request, _ -> {}, () -> false);
            assertThat(report.added()).isEqualTo(2 * 299);
            assertThat(report.failures())
                    .extracting(IngestFailure::path)
                    .containsExactlyInAnyOrder(lines + "#byte=8388608!/line-41", rows + "#byte=8388608!/row-251");
            Set<String> uris = new TreeSet<>();
            try (IndexSnapshot now = indexer.store().snapshot(Viewer.OPERATOR)) {
                now.documents(null, 0, 1_000).forEach(document -> uris.add(document.uri()));
                assertThat(now.searcher().count(new TermQuery(new Term(IndexSchema.BODY, word(299)))))
                        .isEqualTo(2);
            }
            assertThat(uris)
                    .contains(
                            lines.toUri() + "!/n0",
                            lines.toUri() + "#byte=4194304!/n150",
                            lines.toUri() + "#byte=8388608!/n299",
                            rows.toUri() + "!/row-1",
                            rows.toUri() + "#byte=8388608!/row-300");
            assertThat(indexer.ingestor().ingest(request, _ -> {}, () -> false).unchanged())
                    .isEqualTo(2 * 299);

            Files.write(rows, "no Parquet any more".repeat(500_000).getBytes(StandardCharsets.UTF_8));
            IngestReport spoilt = indexer.ingestor().ingest(request, _ -> {}, () -> false);
            assertThat(spoilt.deleted()).isEqualTo(299);
            assertThat(spoilt.failures())
                    .as("what is wrong with the file is told once")
                    .extracting(IngestFailure::path)
                    .containsExactlyInAnyOrder(lines + "#byte=8388608!/line-41", rows.toString());
        }
    }

    /** A word of letters for a number, so that no analyzer takes it apart. */
    private static String word(int number) {
        return Integer.toString(number)
                .chars()
                .mapToObj(digit -> Character.toString(digit - '0' + 'a'))
                .collect(Collectors.joining("", "q", "w"));
    }

    @Test
    void reindexingTakesOnAnotherEmbedder() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("a.txt"), "The capital of France is Paris.");
        Files.writeString(files.resolve("b.txt"), "The capital of France is Paris.");
        IndexerConfig config = IndexerConfig.of(folder.resolve("data"));
        IngestRequest request = new IngestRequest(List.of(files.toString()), null, AccessRule.UNSAID);
        try (Indexer indexer = Indexer.open(config, null)) {
            indexer.ingestor().ingest(request, _ -> {}, () -> false);
            assertThatThrownBy(() -> Indexer.reindex(config, null, _ -> {})).isInstanceOf(NuriException.class);
        }
        Embedder embedder = new OneVector();
        assertThatThrownBy(() -> Indexer.open(config, embedder)).hasMessageContaining("nuri reindex");
        IngestReport report = Indexer.reindex(config, embedder, _ -> {});
        assertThat(report.changed()).isEqualTo(2);
        assertThat(report.passages()).isEqualTo(1);

        try (Indexer indexer = Indexer.open(config, embedder);
                IndexSnapshot now = indexer.store().snapshot(Viewer.OPERATOR)) {
            assertThat(now.searcher().nearest(new float[] {1, 0}, null, 10)).hasSize(1);
            assertThat(indexer.ingestor().ingest(request, _ -> {}, () -> false).unchanged())
                    .isEqualTo(2);
        }
        try (Stream<Path> folders = Files.list(config.dataDir())) {
            assertThat(folders).containsExactly(config.dataDir().resolve("index"));
        }
    }

    @Test
    void indexOfTheFormatBeforeIsServedAndRebuilt() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("a.txt"), "The capital of France is Paris.");
        IndexerConfig config = IndexerConfig.of(folder.resolve("data"));
        IngestRequest request = new IngestRequest(List.of(files.toString()), null, AccessRule.UNSAID);
        try (Indexer indexer = Indexer.open(config, null)) {
            indexer.ingestor().ingest(request, _ -> {}, () -> false);
            assertThat(indexer.notice()).isEmpty();
        }
        try (FSDirectory directory = FSDirectory.open(config.dataDir().resolve("index"));
                IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
            Map<String, String> stamp = new HashMap<>();
            writer.getLiveCommitData().forEach(entry -> stamp.put(entry.getKey(), entry.getValue()));
            stamp.put("nuri.format", "3");
            writer.setLiveCommitData(stamp.entrySet());
            writer.commit();
        }
        assertThatThrownBy(() -> Indexer.open(config, null)).hasMessageContaining("nuri reindex");
        try (Indexer indexer = Indexer.open(config, null, _ -> null)) {
            assertThat(indexer.notice().orElseThrow()).contains("format 3", "searched as it is", "nuri reindex");
            Files.writeString(files.resolve("b.txt"), "The capital of Korea is Seoul.");
            assertThat(indexer.ingestor().ingest(request, _ -> {}, () -> false).added())
                    .isEqualTo(1);
            assertThat(indexer.reindex(_ -> {}, () -> false).changed()).isEqualTo(2);
            assertThat(indexer.notice()).isEmpty();
        }
        try (Indexer indexer = Indexer.open(config, null)) {
            assertThat(indexer.ingestor().ingest(request, _ -> {}, () -> false).unchanged())
                    .isEqualTo(2);
        }
    }

    @Test
    void interruptedChangeOfIndexesIsEnded() throws IOException {
        IndexerConfig config = IndexerConfig.of(folder.resolve("data"));
        Indexer.open(config, null).close();
        Files.move(config.dataDir().resolve("index"), config.dataDir().resolve("index.next"));
        Files.createDirectory(config.dataDir().resolve("index.old"));
        try (Indexer indexer = Indexer.open(config, null)) {
            assertThat(indexer.embedder()).isNull();
            assertThat(config.dataDir().resolve("index.old")).doesNotExist();
            assertThat(config.dataDir().resolve("index.next")).doesNotExist();
        }
    }

    private static final class OneVector implements Embedder {

        @Override
        public String id() {
            return "one-vector";
        }

        @Override
        public int dimension() {
            return 2;
        }

        @Override
        public boolean supports(String lang) {
            return true;
        }

        @Override
        public float[][] embed(List<String> texts, Role role) {
            return texts.stream().map(_ -> new float[] {0, 1}).toArray(float[][]::new);
        }

        @Override
        public void close() {}
    }

    private static void assertFound(Indexer indexer) throws IOException {
        try (IndexSnapshot now = indexer.store().snapshot(Viewer.OPERATOR)) {
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
