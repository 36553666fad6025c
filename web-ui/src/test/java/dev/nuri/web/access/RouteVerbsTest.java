package dev.nuri.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.web.access.Caller.Verb;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteVerbsTest {

    @ParameterizedTest
    @CsvSource({
        "POST, /api/search, READ",
        "GET, /api/documents/abc/original, READ",
        "GET, /v1/models/skt/A.X-K1, READ",
        "POST, /mcp, READ",
        "GET, /mcp/sse, READ",
        "POST, /api/documents, WRITE",
        "DELETE, /api/documents/abc, WRITE",
        "GET, /api/ingest/abc, WRITE",
        "POST, /api/reindex, ADMIN",
        "GET, /q/metrics, ADMIN",
        // What the table does not know is closed.
        "GET, /api/search, ADMIN",
        "PUT, /api/documents/abc, ADMIN",
        "POST, /api/documents/abc/more, ADMIN",
        "POST, /api/search/, ADMIN",
        "GET, //, ADMIN",
        "OPTIONS, /, ADMIN",
        "GET, *, ADMIN",
        "GET, /q/arc/beans, ADMIN",
        "TRACE, /q/health/live, ADMIN"
    })
    void needs(String method, String path, Verb verb) {
        assertThat(RouteVerbs.of(method, path)).contains(verb);
    }

    @Test
    void thePageAndHealthAreOpen() {
        for (String path : new String[] {"/", "/index.html", "/js/main.js", "/i18n/ko.json", "/q/health/ready"}) {
            assertThat(RouteVerbs.of("GET", path)).as(path).isEqualTo(Optional.empty());
        }
    }
}
