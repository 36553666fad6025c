package dev.nuri.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.PassageStore;
import dev.nuri.retriever.RetrievalEvaluation;
import dev.nuri.retriever.RetrievalReport;
import dev.nuri.retriever.RetrievalReport.Legs;
import dev.nuri.retriever.Split;
import dev.nuri.student.StudentProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * nDCG@10 of both engines over evaluation sets. {@code -Dtests.opensearch.sets} names other sets of shared/data/qa, parted
 * by commas; {@code -Dtests.opensearch.queries} how many questions of each are asked.
 */
class SameRankingTest {

    private static final double TOLERANCE = 0.01;
    /** Of a set's figures: lexical, dense, hybrid. */
    private static final int DENSE = 1;

    private static final String SETS = System.getProperty("tests.opensearch.sets", "xquad-r-el,xquad-r-de,xquad-r-en");
    private static final int QUERIES = Integer.getInteger("tests.opensearch.queries", 25);

    @TempDir
    Path temp;

    @Test
    void everySetIsRankedAsByLucene() throws IOException {
        Path qa = Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve("shared/data/qa"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(null);
        assumeTrue(qa != null, "the folder shared/data is not beside this checkout");
        List<Path> sets = new ArrayList<>();
        for (String name : SETS.split(",", -1)) {
            sets.add(shortened(qa.resolve(name), temp.resolve("sets").resolve(name)));
        }
        RetrievalReport lucene;
        RetrievalReport openSearch;
        try (Embedder embedder = new StudentProvider().open(temp.resolve("cache"))) {
            lucene = RetrievalEvaluation.run(sets, Split.ALL, embedder, temp.resolve("lucene"), (_, _, _) -> {});
            try (PassageStore store = OpenSearchStore.open(
                    TestNode.config(temp), IndexEntries.of(LanguageAnalyzers.standard(), embedder))) {
                openSearch = RetrievalEvaluation.run(sets, Split.ALL, embedder, store, (_, _, _) -> {});
            }
        }
        System.out.println("SameRankingTest: nDCG@10 on Lucene, on OpenSearch");
        List<String> apart = new ArrayList<>();
        lucene.sets().forEach((name, figures) -> {
            double[] expected = ndcg(figures.legs());
            double[] actual = ndcg(openSearch.sets().get(name).legs());
            System.out.printf(
                    Locale.ROOT,
                    "SameRankingTest: %s, %d questions: lexical %.4f %.4f, dense %.4f %.4f, hybrid %.4f %.4f%n",
                    name,
                    figures.queries(),
                    expected[0],
                    actual[0],
                    expected[1],
                    actual[1],
                    expected[2],
                    actual[2]);
            for (int leg = 0; leg < expected.length; leg++) {
                // Vectors are compared as they are, by Lucene in a short form first: by meaning alone more may be
                // found.
                boolean better = leg == DENSE && actual[leg] > expected[leg];
                if (!better && Math.abs(expected[leg] - actual[leg]) > TOLERANCE) {
                    apart.add(name + " " + Arrays.toString(expected) + " " + Arrays.toString(actual));
                }
            }
        });
        assertThat(apart).isEmpty();
    }

    private static double[] ndcg(Legs legs) {
        return new double[] {
            legs.lexical().ndcgAt10(), legs.dense().ndcgAt10(), legs.hybrid().ndcgAt10()
        };
    }

    /** The set with its first questions. */
    private static Path shortened(Path set, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(set)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("queries.jsonl")) {
                    shorten(file, to.resolve("queries.jsonl.gz"));
                } else if (name.startsWith("passages.jsonl")) {
                    Files.copy(file, to.resolve(name));
                }
            }
        }
        return to;
    }

    private static void shorten(Path file, Path to) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                        file.toString().endsWith(".gz")
                                ? new GZIPInputStream(Files.newInputStream(file))
                                : Files.newInputStream(file),
                        StandardCharsets.UTF_8));
                Writer shorter = new OutputStreamWriter(
                        new GZIPOutputStream(Files.newOutputStream(to)), StandardCharsets.UTF_8)) {
            for (String line : lines.lines().limit(QUERIES).toList()) {
                shorter.write(line + "\n");
            }
        }
    }
}
