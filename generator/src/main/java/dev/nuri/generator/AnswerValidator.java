package dev.nuri.generator;

import dev.nuri.generator.prompt.PlainText;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks what must hold of every answer before it leaves, whatever made it:
 *
 * <ul>
 *   <li>every citation names a hit of this question, and its quote equals the document's text at its span, which lies
 *       within the passage;
 *   <li>citations are numbered from 1 in order of first use, and each is used;
 *   <li>claims lie in order within the text, cut no character in two, hold no mark, and are followed by exactly the
 *       marks of their citations; no mark stands elsewhere;
 *   <li>no claim is unsupported, and scores lie in [0, 1];
 *   <li>the text holds nothing that a page or a chat program would load: no picture, no link, no tag that brings one;
 *   <li>what the policy blocks in a question or an answer makes a refusal, and nothing else;
 *   <li>an abstention gives a known reason, cites nothing and points only to hits; a refusal gives a reason.
 * </ul>
 */
final class AnswerValidator {

    static final Set<String> ABSTENTION_REASONS = Set.of("no_hits", "weak_support", "other_language");

    private static final Pattern MARK = Pattern.compile("\\[(\\d+)]");
    private static final Pattern MARKS = Pattern.compile("(?: ?\\[\\d+])+");

    private final List<Hit> hits;
    private final Function<String, Optional<String>> documentText;

    /**
     * A validator for one question.
     *
     * @param hits everything retrieved for it
     * @param documentText document id to the document's text, empty for an unknown document
     */
    AnswerValidator(List<Hit> hits, Function<String, Optional<String>> documentText) {
        this.hits = hits;
        this.documentText = documentText;
    }

    /**
     * Returns the answer, unchanged, when it holds.
     *
     * @throws NuriException with {@link ErrorCode#INTERNAL} naming the first rule that is broken
     */
    Answer check(Answer answer) {
        require(!answer.text().isBlank(), "an answer has a text, got none");
        require(!answer.lang().isBlank() && !answer.queryLang().isBlank(), "an answer names its languages");
        require(!answer.model().isBlank(), "an answer names what made it");
        require(PlainText.isInert(answer.text()), "an answer holds no picture and no link");
        Answer.Fallback fallback = answer.origin().fallback();
        require(fallback == null || !fallback.reason().isBlank(), "a fallback says why");
        require(
                fallback == null || !fallback.model().equals(answer.model()),
                "a fallback names another model than the one that answered");
        require(
                answer instanceof Answer.Refused
                        || answer.origin().guard().stream().noneMatch(AnswerValidator::ends),
                "what the policy blocks is refused");
        switch (answer) {
            case Answer.Grounded grounded -> grounded(grounded);
            case Answer.Abstained abstained -> abstained(abstained);
            case Answer.Refused refused -> require(!refused.reason().isBlank(), "a refusal gives a reason");
        }
        return answer;
    }

    /** A blocked passage only goes unread. */
    private static boolean ends(Guardrail.Finding finding) {
        return finding.action() == Guardrail.Action.BLOCK && finding.stage() != Guardrail.Stage.PASSAGE;
    }

    private void abstained(Answer.Abstained answer) {
        require(
                ABSTENTION_REASONS.contains(answer.reason()),
                "the reason of an abstention is one of " + ABSTENTION_REASONS + ", got " + answer.reason());
        require(!MARK.matcher(answer.text()).find(), "an abstention cites nothing");
        require(hits.containsAll(answer.nearest()), "the nearest passages are among the hits");
    }

    private void grounded(Answer.Grounded answer) {
        require(!answer.claims().isEmpty(), "a grounded answer makes a claim");
        List<Citation> citations = answer.citations();
        for (int i = 0; i < citations.size(); i++) {
            Citation citation = citations.get(i);
            require(citation.n() == i + 1, "citations are numbered from 1, got " + citation.n() + " at " + (i + 1));
            retrieved(citation);
            quoted(citation);
        }
        claims(answer);
        marks(answer);
    }

    private void retrieved(Citation citation) {
        boolean found = hits.stream()
                .anyMatch(hit -> hit.passage().id().equals(citation.passageId())
                        && hit.passage().documentId().equals(citation.documentId())
                        && hit.passage().lang().equals(citation.lang())
                        && hit.passage().start() <= citation.start()
                        && citation.end() <= hit.passage().end()
                        && hit.title().equals(citation.title())
                        && hit.uri().equals(citation.uri()));
        require(found, "citation " + citation.n() + " lies in a passage retrieved for this question");
    }

    private void quoted(Citation citation) {
        String text = documentText.apply(citation.documentId()).orElse("");
        boolean inside = citation.start() >= 0 && citation.start() < citation.end() && citation.end() <= text.length();
        require(
                inside && text.substring(citation.start(), citation.end()).equals(citation.quote()),
                "citation " + citation.n() + " quotes its document at [" + citation.start() + ", " + citation.end()
                        + ")");
        Span answer = citation.answer();
        require(
                answer == null
                        || (citation.start() <= answer.start()
                                && answer.start() < answer.end()
                                && answer.end() <= citation.end()),
                "the words of citation " + citation.n() + " that answer lie within its quote");
    }

    private static void claims(Answer.Grounded answer) {
        int last = 0;
        for (Claim claim : answer.claims()) {
            String where = "claim [" + claim.start() + ", " + claim.end() + ")";
            require(
                    last <= claim.start()
                            && claim.start() < claim.end()
                            && claim.end() <= answer.text().length(),
                    where + " lies in order within the text");
            require(
                    !splits(answer.text(), claim.start()) && !splits(answer.text(), claim.end()),
                    where + " cuts no character in two");
            require(!answer.text().substring(claim.start(), claim.end()).isBlank(), where + " says something");
            require(claim.support() != Claim.Support.UNSUPPORTED, where + " is supported");
            require(claim.score() >= 0 && claim.score() <= 1, where + " has a score in [0, 1]");
            require(!claim.citations().isEmpty(), where + " is cited");
            last = claim.end();
        }
    }

    private static boolean splits(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isHighSurrogate(text.charAt(at - 1))
                && Character.isLowSurrogate(text.charAt(at));
    }

    private static void marks(Answer.Grounded answer) {
        Set<Integer> used = new LinkedHashSet<>();
        int marks = 0;
        for (Claim claim : answer.claims()) {
            List<Integer> following = marksAt(answer.text(), claim.end());
            require(
                    following.size() == claim.citations().size()
                            && new HashSet<>(following).equals(new HashSet<>(claim.citations())),
                    "claim [" + claim.start() + ", " + claim.end() + ") is followed by the marks of its citations "
                            + claim.citations() + ", got " + following);
            used.addAll(following);
            marks += following.size();
        }
        int all = (int) MARK.matcher(answer.text()).results().count();
        require(all == marks, "every mark follows a claim, got " + (all - marks) + " elsewhere");
        List<Integer> numbers = answer.citations().stream().map(Citation::n).toList();
        require(
                numbers.equals(new ArrayList<>(used)),
                "citations are numbered by first use and all used, got marks " + used + " for " + numbers);
    }

    private static List<Integer> marksAt(String text, int at) {
        Matcher run = MARKS.matcher(text).region(at, text.length());
        if (!run.lookingAt()) {
            return List.of();
        }
        return MARK.matcher(run.group())
                .results()
                .map(mark -> mark.group(1).length() > 9 ? -1 : Integer.parseInt(mark.group(1)))
                .toList();
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new NuriException(
                    ErrorCode.INTERNAL, "The answer was withheld because it breaks a rule: " + rule + ".");
        }
    }
}
