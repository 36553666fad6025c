package dev.nuri.generator.eval;

import dev.nuri.generator.Answer;
import dev.nuri.generator.Citation;
import dev.nuri.generator.Claim;
import dev.nuri.generator.ClaimChecker;
import dev.nuri.generator.ClaimChecker.Source;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.Span;
import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What the citations of one answer are worth.
 *
 * @param validity share of citations that lie in a passage retrieved for the question and equal their document there
 * @param coverage share of the answer's sentences that have a citation
 * @param precision share of citations that support their claim alone, or without which the others do not
 * @param recall share of claims that their citations together support
 */
record CitationQuality(double validity, double coverage, double precision, double recall) {

    private static final Pattern MARK = Pattern.compile("\\[\\d+]");
    private static final Pattern LETTER = Pattern.compile("[\\p{L}\\p{N}]");

    /**
     * Measures an answer.
     *
     * @param hits what was retrieved for it
     * @param documentText document id to its text; null for an unknown document
     */
    static CitationQuality of(
            Answer.Grounded answer, List<Hit> hits, Function<String, String> documentText, ClaimChecker checker) {
        double valid = answer.citations().stream()
                .filter(c -> valid(c, hits, documentText.apply(c.documentId())))
                .count();
        double supported = 0;
        double needed = 0;
        double cited = 0;
        for (Claim claim : answer.claims()) {
            String said = answer.text().substring(claim.start(), claim.end());
            List<Source> sources = claim.citations().stream()
                    .map(n -> source(answer.citations().get(n - 1), hits))
                    .toList();
            cited += sources.size();
            if (supports(checker, said, answer.lang(), sources)) {
                supported++;
                needed += needed(checker, said, answer.lang(), sources);
            }
        }
        return new CitationQuality(
                valid / Math.max(1, answer.citations().size()),
                coverage(answer),
                needed / Math.max(1, cited),
                supported / Math.max(1, answer.claims().size()));
    }

    private static boolean valid(Citation citation, List<Hit> hits, String text) {
        boolean retrieved = hits.stream()
                .map(Hit::passage)
                .anyMatch(p -> p.id().equals(citation.passageId())
                        && p.documentId().equals(citation.documentId())
                        && p.start() <= citation.start()
                        && citation.end() <= p.end());
        return retrieved
                && text != null
                && citation.start() < citation.end()
                && citation.end() <= text.length()
                && text.substring(citation.start(), citation.end()).equals(citation.quote());
    }

    private static Source source(Citation citation, List<Hit> hits) {
        String context = hits.stream()
                .filter(hit -> hit.passage().id().equals(citation.passageId()))
                .findFirst()
                .map(hit -> hit.title() + "\n" + hit.passage().text())
                .orElse("");
        return new Source(citation.quote(), citation.lang(), context);
    }

    private static boolean supports(ClaimChecker checker, String said, String lang, List<Source> sources) {
        return !sources.isEmpty() && checker.check(said, lang, sources).support() == Claim.Support.SUPPORTED;
    }

    private static int needed(ClaimChecker checker, String said, String lang, List<Source> sources) {
        int needed = 0;
        for (Source source : sources) {
            List<Source> others = new ArrayList<>(sources);
            others.remove(source);
            boolean alone = supports(checker, said, lang, List.of(source));
            needed += alone || !supports(checker, said, lang, others) ? 1 : 0;
        }
        return needed;
    }

    private static double coverage(Answer.Grounded answer) {
        double cited = 0;
        double all = 0;
        for (Span sentence : PassageSplitter.sentences(answer.text(), answer.lang())) {
            String bare = MARK.matcher(sentence.of(answer.text())).replaceAll("");
            if (LETTER.matcher(bare).find()) {
                all++;
                cited += answer.claims().stream()
                                .anyMatch(c -> c.start() < sentence.end()
                                        && sentence.start() < c.end()
                                        && !c.citations().isEmpty())
                        ? 1
                        : 0;
            }
        }
        return all == 0 ? 0 : cited / all;
    }
}
