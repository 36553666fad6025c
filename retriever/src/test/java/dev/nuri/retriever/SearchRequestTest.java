package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.SearchRequest.Legs;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SearchRequestTest {

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u3000", "?!", "...", "—", "\u0301", "\uD800", "\u202E"})
    void aQueryWithNothingToLookForIsInvalid(String query) {
        invalid(() -> SearchRequest.of(Viewer.OPERATOR, query, 10)).hasMessageContaining("type at least one word");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "가", "½", "Ⅻ", "🍜", "☂", "C++", "\uD800x"})
    void aLetterDigitOrEmojiIsEnough(String query) {
        assertThat(SearchRequest.of(Viewer.OPERATOR, query, 10).query()).hasSameSizeAs(query);
    }

    @Test
    void theLimitIsNamed() {
        invalid(() -> SearchRequest.of(Viewer.OPERATOR, "x".repeat(100_000), 10))
                .hasMessageContainingAll("10000", "100000");
    }

    @Test
    void halfASurrogatePairIsReplaced() {
        assertThat(SearchRequest.of(Viewer.OPERATOR, "a\uD83C b\uDF5C", 1).query())
                .isEqualTo("a\uFFFD b\uFFFD");
    }

    @Test
    void hitsWantedAreBounded() {
        invalid(() -> SearchRequest.of(Viewer.OPERATOR, "x", 0)).hasMessageContaining("1 to 1000");
        invalid(() -> SearchRequest.of(Viewer.OPERATOR, "x", 1_001)).hasMessageContaining("1001");
    }

    @Test
    void languagesAreTags() {
        assertThat(request("ZH-hant", Map.of()).lang()).isEqualTo("zh-Hant");
        assertThat(request(null, Map.of("lang", List.of("KO"))).filters()).containsEntry("lang", List.of("ko"));
        invalid(() -> request("klingon!", Map.of())).hasMessageContaining("'klingon!'");
        invalid(() -> request("", Map.of())).hasMessageContaining("''");
    }

    @Test
    void filtersAreKnownAndHaveValues() {
        invalid(() -> request(null, Map.of("author", List.of("x")))).hasMessageContaining("'author'");
        invalid(() -> request(null, Map.of("lang", List.of()))).hasMessageContaining("got 0");
        invalid(() -> request(null, Map.of("type", Collections.nCopies(33, "x"))))
                .hasMessageContaining("got 33");
        invalid(() -> request(null, Map.of("type", Arrays.asList("x", null)))).hasMessageContaining("empty value");
        Map<String, List<String>> none = new HashMap<>();
        none.put("document", null);
        invalid(() -> request(null, none)).hasMessageContaining("'document'");
        none.clear();
        none.put(null, List.of("x"));
        invalid(() -> request(null, none)).hasMessageContaining("'null'");
    }

    @Test
    void collectionsHaveNames() {
        invalid(() -> new SearchRequest(Viewer.OPERATOR, "x", null, null, null, null, 1, 0, null, false, null));
        invalid(() -> new SearchRequest(Viewer.OPERATOR, "x", "../etc", null, null, 1, null, false, null));
    }

    @Test
    void absentPartsHaveDefaults() {
        SearchRequest request = new SearchRequest(Viewer.OPERATOR, "x", null, null, null, 1, null, false, null);
        assertThat(request.legs()).isEqualTo(Legs.HYBRID);
        assertThat(request.filters()).isEmpty();
    }

    private static SearchRequest request(String lang, Map<String, List<String>> filters) {
        return new SearchRequest(Viewer.OPERATOR, "x", null, lang, filters, 1, null, false, Legs.HYBRID);
    }

    private static AbstractThrowableAssert<?, ?> invalid(ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(NuriException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.INVALID_INPUT));
    }
}
