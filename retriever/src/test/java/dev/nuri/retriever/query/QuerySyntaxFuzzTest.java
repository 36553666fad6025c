package dev.nuri.retriever.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A target of Jazzer for the syntax of queries: whatever is typed is understood as something. The usual run tries the
 * seeds only; docs/hostile-documents.md has the command that searches.
 */
class QuerySyntaxFuzzTest {

    static Stream<byte[]> queries() {
        return Stream.of(
                        "two words",
                        "\"a phrase\" +needed -unwanted title:\"in title\" lang:ko type:pdf collection:name",
                        "\u300C\uB4F1\uB300\u300D \uFF0B\uB3CC \uFF0Dx -5 title: lang:not-a-language",
                        "\"".repeat(5_000),
                        "+\"".repeat(5_000),
                        "title:".repeat(5_000),
                        "\u201E\u201C\u00AB\u00BB\uD83D -\uDC00 +\u0301")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("queries")
    @FuzzTest(maxDuration = "60s")
    void everyQueryIsUnderstood(byte[] bytes) {
        String query = new String(bytes, StandardCharsets.UTF_8);
        QueryText text = new QuerySyntax(query).text();
        assertThat(text.plain()).hasSize(query.length());
    }
}
