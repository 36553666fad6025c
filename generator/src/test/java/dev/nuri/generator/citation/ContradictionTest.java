package dev.nuri.generator.citation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.nuri.generator.Claim.Support;
import dev.nuri.generator.ClaimChecker;
import dev.nuri.generator.ClaimChecker.Check;
import dev.nuri.generator.ClaimChecker.Source;
import dev.nuri.generator.ClaimCheckers;
import dev.nuri.indexer.LanguageAnalyzers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What must agree, in every language of {@code contradictions.tsv}: a true sentence, and what makes it wrong. */
class ContradictionTest {

    private static final ClaimChecker CHECKER = ClaimCheckers.standard(LanguageAnalyzers.standard(), null);
    private static final String ANY = "flagged";

    @TestFactory
    Stream<DynamicTest> aSentenceSupportsItself() throws IOException {
        return rows().map(row -> dynamicTest(row[0], () -> {
            Check check = check(row[1], row);
            assertThat(check.support()).as(check.reason()).isEqualTo(Support.SUPPORTED);
            assertThat(check.reason()).isEmpty();
        }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsChangedIsFoundAndNamed() throws IOException {
        return rows().flatMap(row -> Stream.of(row)
                .skip(2)
                .map(change -> dynamicTest(row[0] + " " + change, () -> {
                    String kind = change.substring(0, change.indexOf(':'));
                    String[] sides = change.substring(change.indexOf(':') + 1).split(">", -1);
                    assertThat(row[1]).contains(sides[0]);
                    Check check = check(row[1].replace(sides[0], sides[1]), row);
                    assertThat(check.support()).isNotEqualTo(Support.SUPPORTED);
                    assertThat(check.reason()).isNotEmpty();
                    if (!kind.equals(ANY)) {
                        assertThat(check.support()).as(check.reason()).isEqualTo(Support.UNSUPPORTED);
                        assertThat(check.reason()).containsPattern(kind.equals("negation") ? "negation|denies" : kind);
                    }
                })));
    }

    private static Check check(String claim, String[] row) {
        return CHECKER.check(claim, row[0], List.of(new Source(row[1], row[0], "")));
    }

    private static Stream<String[]> rows() throws IOException {
        byte[] table = ContradictionTest.class
                .getResourceAsStream("contradictions.tsv")
                .readAllBytes();
        return new String(table, StandardCharsets.UTF_8).lines().map(line -> line.split("\t", -1));
    }
}
