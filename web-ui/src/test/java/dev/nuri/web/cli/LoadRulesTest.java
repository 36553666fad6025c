package dev.nuri.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.web.cli.ServerGauges.Sample;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoadRulesTest {

    private static final LoadRules RULES = new LoadRules(500, 0.25, 8, 64);
    private static final Sample REST = new Sample(200L << 20, 40, 100, 400L << 20, 0, 0);

    private final LoadFigures figures = new LoadFigures();

    private List<String> broken(Sample end) {
        return RULES.broken(figures, REST, end);
    }

    @Test
    void whatHoldsBreaksNoRule() {
        figures.served(LoadKind.SEARCH, 200, 499);
        figures.declined(LoadKind.ASK, 503);
        figures.hungUp();
        figures.gone(LoadKind.DELETE, 404);
        assertThat(broken(new Sample(240L << 20, 48, 164, 900L << 20, 0, 7))).isEmpty();
    }

    @Test
    void eachRuleCanBeBroken() {
        assertThat(broken(REST)).containsExactly("no search was answered");
        for (int i = 0; i < 98; i++) {
            figures.served(LoadKind.SEARCH, 200, 1);
        }
        figures.served(LoadKind.SEARCH, 200, 600);
        assertThat(broken(REST)).containsExactly("p99 of searches is 600.0 ms, not below 500.0 ms");
        for (int i = 0; i < 200; i++) {
            figures.served(LoadKind.SEARCH, 200, 1);
        }
        assertThat(broken(REST)).isEmpty();
        assertThat(broken(new Sample(251L << 20, 40, 100, 0, 0, 0)))
                .singleElement()
                .asString()
                .startsWith("bytes of heap");
        assertThat(broken(new Sample(1, 49, 100, 0, 0, 0))).containsExactly("threads went from 40 to 49, more than 48");
        assertThat(broken(new Sample(1, 1, 165, 0, 0, 0)))
                .containsExactly("open files went from 100 to 165, more than 164");
        assertThat(broken(new Sample(1, 1, 1, 0, 2, 0)))
                .containsExactly("2 requests are under way when no client is left");
        figures.undeclared(LoadKind.UPLOAD, "500", "500 oops");
        assertThat(broken(REST)).containsExactly("1 replies were neither 2xx nor 429 or 503 with Retry-After");
    }

    @Test
    void theReportCountsEveryKindByStatus() {
        figures.served(LoadKind.SEARCH, 200, 10);
        figures.served(LoadKind.SEARCH, 200, 30);
        figures.declined(LoadKind.SEARCH, 429);
        figures.undeclared(LoadKind.ASK, "broken", "java.io.IOException: cut");
        Map<String, Object> report = figures.report(2);
        assertThat(report)
                .containsEntry("requests", 4)
                .containsEntry("requestsPerSecond", 2.0)
                .containsEntry("declined", 1)
                .containsEntry("undeclared", 1)
                .containsEntry("undeclaredExamples", List.of("ask: java.io.IOException: cut"));
        Map<?, ?> search = (Map<?, ?>) ((Map<?, ?>) report.get("kinds")).get("search");
        assertThat(search.get("requests")).isEqualTo(3);
        assertThat(search.get("maxMs")).isEqualTo(30.0);
        assertThat(search.get("statuses")).isEqualTo(Map.of("200", 2, "429", 1));
    }
}
