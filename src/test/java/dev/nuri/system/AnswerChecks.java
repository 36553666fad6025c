package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the product contract says is true of every answer, checked from outside. */
final class AnswerChecks {

    private static final Pattern MARK = Pattern.compile("\\[(\\d+)]");

    private AnswerChecks() {}

    /** Checks an answer's invariants against the documents it cites. */
    static void check(Api api, JsonNode answer) throws IOException, InterruptedException {
        String text = answer.path("answer").asText();
        assertThat(answer.path("verdict").asText()).isIn("grounded", "abstained", "refused");
        if (!answer.path("verdict").asText().equals("grounded")) {
            assertThat(answer.path("reason").asText()).isNotBlank();
            return;
        }
        Set<Integer> cited = new HashSet<>();
        for (JsonNode citation : answer.path("citations")) {
            cited.add(citation.path("n").asInt());
            String document = Api.ok(api.get(
                            "/api/documents/" + citation.path("documentId").asText() + "/content"))
                    .path("text")
                    .asText();
            assertThat(document.substring(
                            citation.path("start").asInt(), citation.path("end").asInt()))
                    .isEqualTo(citation.path("quote").asText());
        }
        Set<Integer> marked = new HashSet<>();
        for (Matcher mark = MARK.matcher(text); mark.find(); ) {
            marked.add(Integer.parseInt(mark.group(1)));
        }
        assertThat(cited).isNotEmpty().isSubsetOf(marked);
        assertThat(answer.path("claims")).isNotEmpty();
        for (JsonNode claim : answer.path("claims")) {
            assertThat(claim.path("support").asText()).isIn("supported", "partial");
            assertThat(claim.path("citations")).isNotEmpty().allSatisfy(n -> assertThat(cited)
                    .contains(n.asInt()));
            assertThat(claim.path("start").asInt())
                    .isBetween(0, claim.path("end").asInt());
            assertThat(claim.path("end").asInt()).isLessThanOrEqualTo(text.length());
        }
    }
}
