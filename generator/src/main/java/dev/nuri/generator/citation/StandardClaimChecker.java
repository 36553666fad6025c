package dev.nuri.generator.citation;

import dev.nuri.generator.Claim.Support;
import dev.nuri.generator.ClaimChecker;
import dev.nuri.generator.EntailmentModel;
import dev.nuri.generator.EntailmentModel.Entailment;
import dev.nuri.generator.SupportReason;
import dev.nuri.generator.SupportReason.Code;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.NuriException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Checks a claim in two steps. First what must agree: numbers, dates, units, names, quotations and negations; one that the
 * sources lack or contradict makes the claim unsupported whatever else it says. Then how well the words, or across
 * languages the meaning, bear the rest out: a small network's probability, with an entailment model's where there is one.
 */
public final class StandardClaimChecker implements ClaimChecker {

    /** What is longer is no sentence. */
    private static final int LONGEST = 4000;

    private static final double SUPPORTED = 0.5;
    private static final double PARTIAL = 0.15;
    /** A claim with something wrong in it is never more probable. */
    private static final double CONTRADICTED = 0.05;

    private static final double DOUBTED = 0.4;
    private static final double CERTAIN = 1e-6;
    private static final int SHOWN_FINDINGS = 3;

    private final WithinLanguage within;
    private final AcrossLanguages across;
    private final EntailmentModel model;

    /**
     * A checker.
     *
     * @param analyzers of the languages
     * @param embedder compares texts of two languages; null for none
     * @param model asked of every claim in a language it knows; null for none
     */
    public StandardClaimChecker(LanguageAnalyzers analyzers, Embedder embedder, EntailmentModel model) {
        TextReader reader = new TextReader(analyzers);
        this.within = new WithinLanguage(reader);
        this.across = new AcrossLanguages(reader, embedder);
        this.model = model;
    }

    @Override
    public Check check(String claim, String lang, List<Source> sources) {
        if (sources.isEmpty()) {
            throw NuriException.invalid("a claim is checked against one source or more, got none");
        }
        if (claim.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return unreadable(SupportReason.of(Code.NO_WORDS, ""));
        }
        if (claim.length() > LONGEST) {
            return unreadable(SupportReason.of(Code.TOO_LONG, Integer.toString(LONGEST)));
        }
        List<Source> own = new ArrayList<>();
        List<Source> foreign = new ArrayList<>();
        sources.forEach(source -> (foreign(lang, source.lang()) ? foreign : own).add(source));
        Check best = own.isEmpty() ? null : verdict(within.judge(claim, lang, own), claim, lang, own);
        if (!foreign.isEmpty() && (best == null || best.support() != Support.SUPPORTED)) {
            Check other = verdict(across.judge(claim, lang, foreign), claim, lang, foreign);
            best = best == null || other.score() > best.score() ? other : best;
        }
        return best;
    }

    private static boolean foreign(String claim, String source) {
        boolean known = !claim.equals(LanguageIdentifier.UNKNOWN) && !source.equals(LanguageIdentifier.UNKNOWN);
        return known && !LanguageSigns.base(claim).equals(LanguageSigns.base(source));
    }

    private Check verdict(Judgement judgement, String claim, String lang, List<Source> sources) {
        Judgement whole = judgement;
        if (model != null && sources.stream().allMatch(source -> model.supports(source.lang(), lang))) {
            Entailment entailment = model.judge(premise(sources), claim);
            if (entailment.contradiction() > 0.5) {
                double score = Math.min(CONTRADICTED, judgement.probability());
                List<SupportReason> reasons = new ArrayList<>(reasons(judgement.findings()));
                reasons.add(SupportReason.of(Code.CONTRADICTED, model.id()));
                return new Check(Support.UNSUPPORTED, score, reasons, judgement.across());
            }
            whole = combined(judgement, entailment.entailment());
        }
        return verdict(whole);
    }

    /** The mean of both log-odds. */
    private static Judgement combined(Judgement judgement, double entailment) {
        double sure = Math.clamp(entailment, CERTAIN, 1 - CERTAIN);
        double logit = (judgement.logit() + Math.log(sure / (1 - sure))) / 2;
        return new Judgement(judgement.findings(), logit, judgement.least(), judgement.missing(), judgement.across());
    }

    private static String premise(List<Source> sources) {
        return sources.stream()
                .map(source -> source.context().isBlank() ? source.text() : source.context() + "\n" + source.text())
                .collect(Collectors.joining("\n"));
    }

    private static Check verdict(Judgement judgement) {
        double probability = judgement.probability();
        List<Finding> decisive =
                judgement.findings().stream().filter(Finding::decides).toList();
        if (!decisive.isEmpty()) {
            double score = Math.min(CONTRADICTED, probability);
            return new Check(Support.UNSUPPORTED, score, reasons(decisive), judgement.across());
        }
        List<Finding> doubts =
                judgement.findings().stream().filter(Finding::doubtful).toList();
        if (probability >= SUPPORTED && doubts.isEmpty()) {
            return new Check(Support.SUPPORTED, probability, List.of(), judgement.across());
        }
        Support support = probability >= PARTIAL ? Support.PARTIAL : Support.UNSUPPORTED;
        double score = doubts.isEmpty() ? probability : Math.min(DOUBTED, probability);
        List<SupportReason> reasons = doubts.isEmpty() ? List.of(lacking(judgement)) : reasons(doubts);
        return new Check(support, score, reasons, judgement.across());
    }

    private static Check unreadable(SupportReason reason) {
        return new Check(Support.UNSUPPORTED, 0, List.of(reason), false);
    }

    private static List<SupportReason> reasons(List<Finding> findings) {
        return findings.stream().limit(SHOWN_FINDINGS).map(Finding::reason).toList();
    }

    private static SupportReason lacking(Judgement judgement) {
        if (judgement.across()) {
            return SupportReason.of(Code.ACROSS_LANGUAGES, "");
        }
        return judgement.missing().isEmpty()
                ? SupportReason.of(Code.NOT_TOGETHER, "")
                : SupportReason.of(Code.WORDS_MISSING, judgement.missing());
    }
}
