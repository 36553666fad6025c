package dev.nuri.generator.citation;

import dev.nuri.generator.ClaimChecker.Source;
import dev.nuri.generator.citation.Finding.Kind;
import dev.nuri.generator.citation.Finding.Place;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.NameKey;
import dev.nuri.indexer.Names;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Compares a claim with sources in other languages: by the nearest sentence in an embedder's space, by numbers, units and
 * dates, which must agree, and by names, which must be written alike or sound alike.
 */
final class AcrossLanguages {

    /** What is measured, in this order. */
    enum Feature {
        /** Inner product with the nearest sentence or pair of sentences. */
        NEAREST,
        /** The same with the cited text as a whole. */
        WHOLE,
        /** Numbers and dates that both have, counted. */
        AGREED,
        /** Small numbers, often written in words, that the source lacks, counted. */
        SMALL_MISSING,
        /** Share of names that the source has, one half without names. */
        NAMES,
        /** Names the source lacks, counted. */
        NAMES_MISSING,
        /** Whether only one of both denies. */
        POLARITY,
        /** Characters of the claim. */
        LENGTH,
        /** Its characters to those of the nearest sentence, as a logarithm's size. */
        RATIO
    }

    private static final double MOST = 5;
    /** Up to here numbers are often written in words that are not read. */
    private static final int SMALL = 12;

    private static final int MOST_SENTENCES = 200;
    private static final double UNKNOWN_LOGIT = Math.log(0.3 / 0.7);

    private final TextReader reader;
    private final Embedder embedder;

    AcrossLanguages(TextReader reader, Embedder embedder) {
        this.reader = reader;
        this.embedder = embedder;
    }

    Judgement judge(String claim, String lang, List<Source> sources) {
        ReadText read = reader.read(claim, lang);
        List<ReadText> spans = spans(sources);
        List<ReadText> contexts = sources.stream()
                .filter(source -> !source.context().isBlank())
                .map(source -> reader.remember(source.context(), source.lang()))
                .toList();
        double[] features = new double[Feature.values().length];
        List<Finding> findings = facts(read, spans, contexts, features);
        boolean embeds = embedder != null
                && embedder.supports(lang)
                && sources.stream().allMatch(source -> embedder.supports(source.lang()));
        if (!embeds) {
            return new Judgement(findings, UNKNOWN_LOGIT, 0, "", true);
        }
        measure(read, lang, sources, spans, contexts, features);
        return new Judgement(
                findings, SupportNetwork.ACROSS.logit(features, LanguageSigns.base(lang)), 0, "", true);
    }

    /** Features of a claim, for learning; null when its numbers or dates decide. */
    double[] features(String claim, String lang, List<Source> sources) {
        ReadText read = reader.read(claim, lang);
        List<ReadText> spans = spans(sources);
        double[] features = new double[Feature.values().length];
        if (facts(read, spans, List.of(), features).stream().anyMatch(Finding::decides)) {
            return null;
        }
        measure(read, lang, sources, spans, List.of(), features);
        return features;
    }

    private List<ReadText> spans(List<Source> sources) {
        return sources.stream()
                .map(source -> reader.remember(source.text(), source.lang()))
                .toList();
    }

    private static void set(double[] features, Feature feature, double value) {
        features[feature.ordinal()] = value;
    }

    private static List<Finding> facts(
            ReadText claim, List<ReadText> spans, List<ReadText> contexts, double[] features) {
        List<Finding> findings = new ArrayList<>();
        int agreed = 0;
        int small = 0;
        for (Quantity quantity : claim.quantities()) {
            if (claim.dates().containsKey(quantity.first())) {
                continue;
            }
            List<Quantity> same = same(spans, quantity);
            if (!same.isEmpty()) {
                agreed++;
                unit(quantity, same, findings);
            } else if (quantity.spelled() || (quantity.value().length() <= 2 && Double.parseDouble(quantity.value()) <= SMALL)) {
                small++;
            } else {
                Place place = same(contexts, quantity).isEmpty() ? Place.MISSING : Place.AROUND;
                findings.add(new Finding(Kind.NUMBER, place, quantity.shown(), ""));
            }
        }
        for (var date : claim.dates().entrySet()) {
            if (!date.getValue().startsWith("month:")) {
                continue;
            }
            if (DateCheck.named(spans, date.getValue())) {
                agreed++;
            } else if (spans.stream().anyMatch(span -> !span.dates().isEmpty())) {
                findings.add(new Finding(Kind.DATE, Place.MISSING, DateCheck.shown(claim, date.getKey()), ""));
            }
        }
        set(features, Feature.AGREED, Math.min(MOST, agreed));
        set(features, Feature.SMALL_MISSING, Math.min(MOST, small));
        return findings;
    }

    private static List<Quantity> same(List<ReadText> texts, Quantity quantity) {
        return texts.stream()
                .flatMap(text -> text.quantities().stream())
                .filter(q -> NumberCheck.same(q, quantity))
                .toList();
    }

    private static void unit(Quantity quantity, List<Quantity> same, List<Finding> findings) {
        boolean known = quantity.unit() != null && same.stream().allMatch(q -> q.unit() != null);
        if (known && same.stream().noneMatch(q -> NumberCheck.sameUnit(quantity, q))) {
            String instead = same.getFirst().shown() + " " + same.getFirst().unit().id();
            findings.add(new Finding(
                    Kind.UNIT, Place.MISSING, quantity.shown() + " " + quantity.unit().id(), instead));
        }
    }

    private void measure(
            ReadText claim,
            String lang,
            List<Source> sources,
            List<ReadText> spans,
            List<ReadText> contexts,
            double[] features) {
        List<String> texts = new ArrayList<>();
        texts.add(claim.text());
        sources.forEach(source -> texts.add(source.text()));
        for (Source source : sources) {
            List<Span> sentences = PassageSplitter.sentences(source.text(), source.lang());
            for (int i = 0; i < Math.min(MOST_SENTENCES, sentences.size()); i++) {
                texts.add(sentences.get(i).of(source.text()));
                if (i > 0) {
                    texts.add(source.text()
                            .substring(sentences.get(i - 1).start(), sentences.get(i).end()));
                }
            }
        }
        float[][] vectors = embedder.embed(texts, Embedder.Role.PASSAGE);
        double whole = -1;
        double nearest = -1;
        int length = 1;
        for (int i = 1; i < vectors.length; i++) {
            double product = product(vectors[0], vectors[i]);
            if (i <= sources.size()) {
                whole = Math.max(whole, product);
            }
            if (product > nearest) {
                nearest = product;
                length = Math.max(1, texts.get(i).length());
            }
        }
        set(features, Feature.NEAREST, nearest);
        set(features, Feature.WHOLE, whole);
        set(features, Feature.LENGTH, Math.log1p(claim.text().length()));
        set(features, Feature.RATIO, Math.abs(Math.log((double) claim.text().length() / length)));
        names(claim, lang, sources, spans, contexts, features);
        boolean mine = denies(claim);
        boolean theirs = spans.stream().anyMatch(AcrossLanguages::denies);
        set(features, Feature.POLARITY, mine == theirs ? 0 : 1);
    }

    private static boolean denies(ReadText text) {
        for (boolean negation : text.negations()) {
            if (negation) {
                return true;
            }
        }
        return false;
    }

    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static void names(
            ReadText claim,
            String lang,
            List<Source> sources,
            List<ReadText> spans,
            List<ReadText> contexts,
            double[] features) {
        Set<String> words = new HashSet<>();
        spans.forEach(text -> text.tokens().forEach(token -> words.add(token.folded())));
        contexts.forEach(text -> text.tokens().forEach(token -> words.add(token.folded())));
        List<NameKey> keys = new ArrayList<>();
        for (Source source : sources) {
            String all = source.text() + "\n" + source.context();
            Names.written(all, source.lang()).forEach(name -> keys.addAll(name.keys()));
        }
        int found = 0;
        int missing = 0;
        for (Names.Name name : Names.written(claim.text(), lang)) {
            if (name.told() && name.start() > 0) {
                String folded = claim.signs().fold(claim.text().substring(name.start(), name.end()));
                boolean there = words.contains(folded)
                        || name.keys().stream().anyMatch(key -> keys.stream().anyMatch(key::meets));
                found += there ? 1 : 0;
                missing += there ? 0 : 1;
            }
        }
        set(features, Feature.NAMES, found + missing == 0 ? 0.5 : (double) found / (found + missing));
        set(features, Feature.NAMES_MISSING, Math.min(MOST, missing));
    }
}
