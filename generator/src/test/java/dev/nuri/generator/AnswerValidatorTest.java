package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.Hit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnswerValidatorTest {

    private static final String DOCUMENT = "Zero. The door is blue. The roof 😀 is red. End.";
    private static final Hit HIT = new Hit(
            1,
            1,
            new Passage("d", 0, 6, 43, DOCUMENT.substring(6, 43), "en", List.of(), 0),
            "House",
            "upload:house",
            "c",
            "text/plain",
            List.of(),
            List.of(),
            0,
            null,
            null);
    private static final Answer.Origin ORIGIN = Answer.Origin.of("m", Map.of());
    private static final Citation BLUE = citation(1, 6, 23, "The door is blue.");
    private static final Citation RED = citation(2, 24, 43, "The roof 😀 is red.");
    private static final Claim FIRST = claim(0, 17, 1);
    private static final Claim SECOND = claim(22, 41, 2);
    private static final String TEXT = "The door is blue. [1] The roof 😀 is red. [2]";

    private static Citation citation(int n, int start, int end, String quote) {
        return new Citation(n, "d", "d#0", "House", "upload:house", "en", start, end, quote);
    }

    private static Claim claim(int start, int end, Integer... citations) {
        return new Claim(start, end, List.of(citations), Claim.Support.SUPPORTED, 0.5);
    }

    private static Answer grounded(String text, List<Claim> claims, Citation... citations) {
        return new Answer.Grounded(text, "en", "en", claims, List.of(citations), ORIGIN);
    }

    private static Answer check(Answer answer) {
        return new AnswerValidator(List.of(HIT), id -> id.equals("d") ? Optional.of(DOCUMENT) : Optional.empty())
                .check(answer);
    }

    private static void assertBroken(Answer answer, String rule) {
        assertThatThrownBy(() -> check(answer))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL))
                .hasMessageContaining(rule);
    }

    @Test
    void passesWhatHolds() {
        Answer answer = grounded(TEXT, List.of(FIRST, SECOND), BLUE, RED);
        assertThat(check(answer)).isSameAs(answer);
        check(grounded("Blue and red. [1][2]", List.of(claim(0, 13, 1, 2)), BLUE, RED));
    }

    @Test
    void aQuoteIsTheDocumentsText() {
        assertBroken(
                grounded(TEXT, List.of(FIRST, SECOND), BLUE, citation(2, 24, 43, "The roof 😀 is RED.")), "quotes");
        assertBroken(grounded(TEXT, List.of(FIRST, SECOND), citation(1, 7, 23, BLUE.quote()), RED), "quotes");
    }

    @Test
    void theWordsThatAnswerLieWithinTheQuote() {
        check(grounded(TEXT, List.of(FIRST, SECOND), highlighted(18, 22), RED));
        assertBroken(grounded(TEXT, List.of(FIRST, SECOND), highlighted(5, 9), RED), "within its quote");
        assertBroken(grounded(TEXT, List.of(FIRST, SECOND), highlighted(20, 24), RED), "within its quote");
        assertBroken(grounded(TEXT, List.of(FIRST, SECOND), highlighted(18, 18), RED), "within its quote");
    }

    private static Citation highlighted(int start, int end) {
        return new Citation(1, "d", "d#0", "House", "upload:house", "en", 6, 23, BLUE.quote(), new Span(start, end));
    }

    @Test
    void aCitationWasRetrieved() {
        Citation elsewhere = new Citation(1, "e", "e#0", "House", "upload:house", "en", 6, 23, BLUE.quote());
        assertBroken(grounded(TEXT, List.of(FIRST, SECOND), elsewhere, RED), "retrieved for this question");
        assertBroken(grounded(TEXT, List.of(FIRST, SECOND), citation(1, 0, 5, "Zero."), RED), "retrieved");
        Citation renamed = new Citation(1, "d", "d#0", "Castle", "upload:house", "en", 6, 23, BLUE.quote());
        assertBroken(grounded(TEXT, List.of(FIRST, SECOND), renamed, RED), "retrieved");
    }

    @Test
    void citationsAreNumberedByFirstUseAndAllUsed() {
        assertBroken(grounded(TEXT, List.of(FIRST, SECOND), RED, BLUE), "numbered from 1");
        assertBroken(grounded("The door is blue. [1]", List.of(FIRST), BLUE, RED), "all used");
        assertBroken(
                grounded(
                        "The roof 😀 is red. [2] The door is blue. [1]",
                        List.of(claim(0, 19, 2), claim(24, 41, 1)),
                        BLUE,
                        RED),
                "first use");
    }

    @Test
    void marksFollowTheirClaimsAndStandNowhereElse() {
        assertBroken(grounded(TEXT.replace("[2]", "[1]"), List.of(FIRST, SECOND), BLUE, RED), "marks of its citations");
        assertBroken(grounded(TEXT + " See [1].", List.of(FIRST, SECOND), BLUE, RED), "elsewhere");
        assertBroken(grounded(TEXT, List.of(FIRST), BLUE, RED), "elsewhere");
        assertBroken(grounded("The [1] door. [1]", List.of(claim(0, 13, 1)), BLUE), "elsewhere");
        assertBroken(grounded("The door is blue. [99999999999]", List.of(FIRST), BLUE), "marks of its citations");
    }

    @Test
    void claimsLieInOrderWithinTheText() {
        assertBroken(grounded(TEXT, List.of(SECOND, FIRST), BLUE, RED), "in order");
        assertBroken(grounded(TEXT, List.of(FIRST, claim(22, 400, 2)), BLUE, RED), "within the text");
        assertBroken(grounded(TEXT, List.of(FIRST, claim(22, 32, 2)), BLUE, RED), "cuts no character");
        assertBroken(grounded(TEXT, List.of(), BLUE, RED), "makes a claim");
        assertBroken(grounded(TEXT, List.of(FIRST, claim(22, 41)), BLUE, RED), "is cited");
    }

    @Test
    void noClaimIsUnsupportedOrScoredOutOfRange() {
        Claim unsupported = new Claim(22, 41, List.of(2), Claim.Support.UNSUPPORTED, 0.5);
        assertBroken(grounded(TEXT, List.of(FIRST, unsupported), BLUE, RED), "is supported");
        Claim sure = new Claim(22, 41, List.of(2), Claim.Support.SUPPORTED, 1.01);
        assertBroken(grounded(TEXT, List.of(FIRST, sure), BLUE, RED), "score in [0, 1]");
        Claim undefined = new Claim(22, 41, List.of(2), Claim.Support.SUPPORTED, Double.NaN);
        assertBroken(grounded(TEXT, List.of(FIRST, undefined), BLUE, RED), "score in [0, 1]");
    }

    @Test
    void anAbstentionGivesAKnownReasonAndCitesNothing() {
        check(new Answer.Abstained("No.", "en", "en", "no_hits", List.of(HIT), ORIGIN));
        assertBroken(new Answer.Abstained("No.", "en", "en", "tired", List.of(), ORIGIN), "reason");
        assertBroken(new Answer.Abstained("No [1].", "en", "en", "no_hits", List.of(), ORIGIN), "cites nothing");
        Hit stranger = new Hit(
                1,
                1,
                new Passage("x", 0, 0, 1, "x", "en", List.of(), 0),
                "X",
                "upload:x",
                "c",
                "text/plain",
                List.of(),
                List.of(),
                0,
                null,
                null);
        assertBroken(new Answer.Abstained("No.", "en", "en", "no_hits", List.of(stranger), ORIGIN), "among the hits");
        assertBroken(new Answer.Abstained(" ", "en", "en", "no_hits", List.of(), ORIGIN), "has a text");
    }

    @Test
    void aRefusalGivesAReason() {
        check(new Answer.Refused("Not allowed.", "en", "en", "violence", ORIGIN));
        assertBroken(new Answer.Refused("Not allowed.", "en", "en", "", ORIGIN), "gives a reason");
    }

    @Test
    void nothingIsLoadedOrOpened() {
        for (String loads : new String[] {
            "![The door is blue.](http://127.0.0.1/x)",
            "The [door](https://example.org/) is blue.",
            "The door is blue. <img src=x>",
            "The door is blue.<a href='//x'>",
            "<https://example.org/> is blue."
        }) {
            assertBroken(
                    grounded(loads + " [1]", List.of(claim(0, loads.length(), 1)), BLUE), "no picture and no link");
        }
    }

    @Test
    void whatThePolicyBlocksIsRefused() {
        Guardrail.Finding blocked =
                new Guardrail.Finding(Guardrail.Stage.ANSWER, "hate", Guardrail.Action.BLOCK, 0, 3, 1);
        Answer.Origin origin = new Answer.Origin("m", Map.of(), Answer.Usage.NONE, List.of(blocked), null, null);
        check(new Answer.Refused("Not allowed.", "en", "en", "hate", origin));
        assertBroken(
                new Answer.Grounded(TEXT, "en", "en", List.of(FIRST, SECOND), List.of(BLUE, RED), origin), "refused");
        Guardrail.Finding unread =
                new Guardrail.Finding(Guardrail.Stage.PASSAGE, "injection", Guardrail.Action.BLOCK, 0, 3, 1);
        check(new Answer.Grounded(
                TEXT,
                "en",
                "en",
                List.of(FIRST, SECOND),
                List.of(BLUE, RED),
                new Answer.Origin("m", Map.of(), Answer.Usage.NONE, List.of(unread), null, null)));
    }

    @Test
    void aFallbackNamesWhoWasAskedAndWhy() {
        Answer.Fallback silent = new Answer.Fallback("big", Answer.Fallback.Code.FAILED, " ");
        assertBroken(with(silent), "says why");
        assertBroken(with(new Answer.Fallback("m", Answer.Fallback.Code.FAILED, "It failed.")), "another model");
        check(with(new Answer.Fallback("big", Answer.Fallback.Code.FAILED, "It failed.")));
    }

    private static Answer with(Answer.Fallback fallback) {
        Answer.Origin origin = new Answer.Origin("m", Map.of(), Answer.Usage.NONE, List.of(), fallback, null);
        return new Answer.Abstained("No.", "en", "en", "no_hits", List.of(), origin);
    }
}
