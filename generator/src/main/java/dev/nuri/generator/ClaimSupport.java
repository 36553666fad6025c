package dev.nuri.generator;

import dev.nuri.generator.ClaimChecker.Check;
import dev.nuri.generator.GroundedDraft.Cited;
import dev.nuri.generator.prompt.GroundedPrompt.Numbered;
import dev.nuri.generator.prompt.PlainText;
import dev.nuri.indexer.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds what bears a written sentence out: sentences of the passages it names; else of another passage that was found;
 * else, when it is nearly what a named passage says, that passage's own words take its place. What a model names is only
 * where to look first: a citation is made of the sentences that the checker finds in support.
 */
final class ClaimSupport {

    /** Sentences of one passage that are checked singly. */
    private static final int SINGLES = 3;
    /** Passages looked into that the sentence does not name. */
    private static final int OTHERS = 4;
    /** Passages that one sentence may cite together. */
    private static final int TOGETHER = 3;
    /** From this overlap on, a sentence is a distortion of another rather than something else. */
    private static final double DISTORTION = 0.4;
    /** Difference of scores below which two citations are as good. */
    private static final double CLEARLY = 0.05;
    /** Shorter sentences, in code units, are headings or remnants. */
    private static final int SHORTEST_QUOTE = 12;

    private final ClaimChecker checker;

    ClaimSupport(ClaimChecker checker) {
        this.checker = Objects.requireNonNull(checker);
    }

    /**
     * A sentence that may be shown.
     *
     * @param shown the sentence, or the words of a passage in its place
     */
    record Supported(String shown, List<Cited> cited, Check check) {}

    /**
     * Looks for support.
     *
     * @param claim a sentence without marks
     * @param lang its language
     * @param named numbers it was marked with; those of no passage are passed over
     * @param passages those of the prompt
     * @param citable whether a span may be cited
     */
    Optional<Supported> find(
            String claim, String lang, List<Integer> named, List<Numbered> passages, Predicate<Cited> citable) {
        return new Search(claim, lang, passages, citable).find(named);
    }

    /** A stretch of a passage that may bear a claim out. */
    private record Candidate(Cited cited, double overlap) {}

    /** Candidates with what the checker says of them. */
    private record Checked(List<Cited> cited, Check check) {

        boolean isSupported() {
            return check.support() == Claim.Support.SUPPORTED;
        }

        boolean isUnsupported() {
            return check.support() == Claim.Support.UNSUPPORTED;
        }
    }

    private final class Search {

        private final String claim;
        private final String lang;
        private final List<Numbered> passages;
        private final Predicate<Cited> citable;
        private final NgramOverlap overlap;
        private final List<Checked> partial = new ArrayList<>();

        Search(String claim, String lang, List<Numbered> passages, Predicate<Cited> citable) {
            this.claim = claim;
            this.lang = lang;
            this.passages = passages;
            this.citable = citable;
            this.overlap = new NgramOverlap(claim);
        }

        Optional<Supported> find(List<Integer> numbers) {
            List<Numbered> named = passages.stream()
                    .filter(p -> numbers.contains(p.n()))
                    .limit(TOGETHER)
                    .toList();
            List<Numbered> others = passages.stream()
                    .filter(p -> !named.contains(p))
                    .sorted(Comparator.comparingDouble(
                            (Numbered p) -> -overlap.with(p.hit().passage().text())))
                    .limit(OTHERS)
                    .toList();
            return supported(named)
                    .or(() -> together(named))
                    .or(() -> supported(others))
                    .or(this::best)
                    .map(checked -> new Supported(claim, checked.cited(), checked.check()))
                    .or(() -> quotation(named));
        }

        /** The first passage one of whose sentences, or two neighbours, bear the claim out. */
        private Optional<Checked> supported(List<Numbered> from) {
            for (Numbered passage : from) {
                List<Candidate> singles = singles(passage);
                for (Candidate candidate : singles) {
                    Checked checked = check(List.of(candidate.cited()));
                    if (checked.isSupported()) {
                        return Optional.of(checked);
                    }
                }
                Optional<Checked> pair = singles.stream()
                        .limit(1)
                        .flatMap(best -> neighbours(passage, best.cited()).stream())
                        .map(cited -> check(List.of(cited)))
                        .filter(Checked::isSupported)
                        .findFirst();
                if (pair.isPresent()) {
                    return pair;
                }
            }
            return Optional.empty();
        }

        /** The nearest sentence of each, all of them at once. */
        private Optional<Checked> together(List<Numbered> from) {
            List<Cited> all = from.stream()
                    .flatMap(passage -> singles(passage).stream().limit(1))
                    .map(Candidate::cited)
                    .toList();
            return all.size() < 2 ? Optional.empty() : Optional.of(check(all)).filter(Checked::isSupported);
        }

        /** The best in part; a longer citation must be clearly better than a shorter one, which was checked before it. */
        private Optional<Checked> best() {
            Checked best = null;
            for (Checked checked : partial) {
                if (best == null || checked.check().score() > best.check().score() + CLEARLY) {
                    best = checked;
                }
            }
            return Optional.ofNullable(best);
        }

        private Checked check(List<Cited> cited) {
            List<ClaimChecker.Source> sources =
                    cited.stream().map(Search::source).toList();
            Checked checked = new Checked(cited, checker.check(claim, lang, sources));
            if (!checked.isSupported() && !checked.isUnsupported()) {
                partial.add(checked);
            }
            return checked;
        }

        private static ClaimChecker.Source source(Cited cited) {
            List<String> context = new ArrayList<>(List.of(cited.hit().title()));
            context.addAll(cited.hit().passage().headings());
            context.add(cited.hit().passage().text());
            return new ClaimChecker.Source(cited.text(), cited.hit().passage().lang(), String.join("\n", context));
        }

        /** Single sentences, the most alike first. */
        private List<Candidate> singles(Numbered passage) {
            return passage.sentences().stream()
                    .map(span -> new Cited(passage.hit(), span))
                    .filter(citable)
                    .map(cited -> new Candidate(cited, overlap.with(cited.text())))
                    .sorted(Comparator.comparingDouble(candidate -> -candidate.overlap()))
                    .limit(SINGLES)
                    .toList();
        }

        /** A sentence with the one before it, and with the one after it. */
        private List<Cited> neighbours(Numbered passage, Cited cited) {
            List<Span> sentences = passage.sentences();
            int at = sentences.indexOf(cited.span());
            List<Cited> pairs = new ArrayList<>();
            for (int first = at - 1; first <= at; first++) {
                if (first >= 0 && first + 1 < sentences.size()) {
                    Span both = new Span(
                            sentences.get(first).start(),
                            sentences.get(first + 1).end());
                    pairs.add(new Cited(passage.hit(), both));
                }
            }
            return pairs.stream().filter(citable).toList();
        }

        /** The named passage's own sentence in place of what is nearly the same. */
        private Optional<Supported> quotation(List<Numbered> named) {
            return named.stream()
                    .filter(passage -> AnswerLanguage.sameBase(
                            lang, passage.hit().passage().lang()))
                    .flatMap(passage -> singles(passage).stream().limit(1))
                    .filter(candidate -> candidate.overlap() >= DISTORTION)
                    .max(Comparator.comparingDouble(Candidate::overlap))
                    .map(candidate -> quoted(candidate.cited()))
                    .filter(quote -> quote.shown().length() >= SHORTEST_QUOTE);
        }

        private static Supported quoted(Cited cited) {
            String shown = PlainText.ofQuote(cited.text());
            return new Supported(shown, List.of(cited), Check.supported(1));
        }
    }
}
