package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import dev.nuri.retriever.SearchRequest.Legs;
import dev.nuri.retriever.fusion.Scored;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CursorTest {

    private static final Cursor CURSOR = new Cursor(20, 0.25, "doc#3", 30);
    private static final SearchRequest FIRST = SearchRequest.of(Viewer.OPERATOR, "what is rain", 10);

    @Test
    void comesBackAsItWas() {
        assertThat(Cursor.of(with(CURSOR.encode(FIRST)))).isEqualTo(CURSOR);
        assertThat(Cursor.of(FIRST)).isNull();
    }

    @Test
    void anotherRequestIsRefused() {
        String text = CURSOR.encode(FIRST);
        List<SearchRequest> others = List.of(
                new SearchRequest(Viewer.OPERATOR, "what is snow", null, null, Map.of(), 10, text, false, Legs.HYBRID),
                new SearchRequest(Viewer.OPERATOR, "what is rain", "c", null, Map.of(), 10, text, false, Legs.HYBRID),
                new SearchRequest(Viewer.OPERATOR, "what is rain", null, "en", Map.of(), 10, text, false, Legs.HYBRID),
                new SearchRequest(Viewer.OPERATOR, "what is rain", null, null, Map.of(), 10, text, false, Legs.LEXICAL),
                new SearchRequest(
                        Viewer.OPERATOR,
                        "what is rain",
                        null,
                        null,
                        Map.of("lang", List.of("en")),
                        10,
                        text,
                        false,
                        Legs.HYBRID));
        refused(
                () -> Cursor.of(new SearchRequest(
                        Viewer.OPERATOR, "what is rain", null, null, null, null, 10, 2, text, false, Legs.HYBRID)),
                "another query");
        for (SearchRequest other : others) {
            refused(() -> Cursor.of(other), "another query");
        }
    }

    @Test
    void pagesMayDifferInLengthAndExplanation() {
        String text = CURSOR.encode(FIRST);
        assertThat(Cursor.of(new SearchRequest(
                        Viewer.OPERATOR, "what is rain", null, null, null, 99, text, true, Legs.HYBRID)))
                .isEqualTo(CURSOR);
    }

    @Test
    void damageIsRefused() {
        Random random = Seeds.random(CursorTest.class);
        byte[] good = Base64.getUrlDecoder().decode(CURSOR.encode(FIRST));
        for (int i = 0; i < 500; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
            refused(() -> Cursor.of(with(Base64.getUrlEncoder().encodeToString(bad))), "not one a search gave");
        }
        for (String garbage : List.of("", "x", "null", "10", "%%%", "가나다", "A".repeat(5_000))) {
            refused(() -> Cursor.of(with(garbage)), "not one a search gave");
        }
        byte[] text = "just some bytes that are long enough to hold a cursor".getBytes(StandardCharsets.UTF_8);
        refused(() -> Cursor.of(with(Base64.getUrlEncoder().encodeToString(text))), "not one a search gave");
    }

    @Test
    void liesBetweenTheLastHitAndTheNext() {
        assertThat(CURSOR.before(new Scored("doc#3", 0, 0.25))).isFalse();
        assertThat(CURSOR.before(new Scored("doc#4", 0, 0.25))).isTrue();
        assertThat(CURSOR.before(new Scored("a#0", 0, 0.25))).isFalse();
        assertThat(CURSOR.before(new Scored("a#0", 0, 0.24))).isTrue();
        assertThat(CURSOR.before(new Scored("z#0", 0, 0.26))).isFalse();
    }

    private static SearchRequest with(String cursor) {
        return new SearchRequest(Viewer.OPERATOR, "what is rain", null, null, Map.of(), 10, cursor, false, Legs.HYBRID);
    }

    private static void refused(Runnable call, String message) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_INPUT))
                .hasMessageContaining(message);
    }
}
