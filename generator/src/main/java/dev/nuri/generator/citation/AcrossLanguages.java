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
        /** Names that a source in the same script lacks, counted; German nouns do not count. */
        NAMES_MISSING,
        /** Names that nothing in a source of another script sounds like, counted. */
        SOUNDS_MISSING,
        /** Whether only one of both denies. */
        POLARITY,
        /** Characters of the claim. */
        LENGTH,
        /** Its characters to those of the nearest sentence, as a logarithm's size. */
        RATIO;

        /** Its place among the measures; the learned weights are in the same order. */
        @SuppressWarnings("EnumOrdinal") // a test holds that the weights have as many
        int index() {
            return ordinal();
        }
    }

    private static final double MOST = 5;
    /** Up to here numbers are often written in words that are not read. */
    private static final int SMALL = 12;

    private static final int BEGINNING = 5;
    private static final int MOST_SENTENCES = 200;
    private static final double UNKNOWN_LOGIT = Math.log(0.3 / 0.7);

    private final TextReader reader;
    private final Embedder embedder;

    AcrossLanguages(TextReader reader, Embedder embedder) {
        this.reader = reader;
        this.embedder = embedder;
    }

    Judgement judge(String claim, String lang, List<Source> sources) {
        Reading reading = read(claim, lang, sources);
        double logit = reading.embedded()
                ? SupportNetwork.ACROSS.logit(reading.features(), LanguageSigns.base(lang))
                : UNKNOWN_LOGIT;
        return new Judgement(reading.findings(), logit, 0, "", true);
    }

    /**
     * What a claim and its sources give.
     *
     * @param findings what the sources do not say
     * @param features by {@link Feature}
     * @param embedded whether the embedder knows the languages
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Reading(List<Finding> findings, double[] features, boolean embedded) {}

    Reading read(String claim, String lang, List<Source> sources) {
        ReadText read = reader.read(claim, lang);
        List<ReadText> spans = spans(sources);
        List<ReadText> contexts = sources.stream()
                .filter(source -> !source.context().isBlank())
                .map(source -> reader.remember(source.context(), source.lang()))
                .toList();
        double[] features = new double[Feature.values().length];
        boolean embeds = embedder != null
                && embedder.supports(lang)
                && sources.stream().allMatch(source -> embedder.supports(source.lang()));
        List<ReadText> nearest = embeds ? List.of(nearest(read, sources, features)) : spans;
        List<Finding> findings = facts(read, nearest, spans, contexts, features);
        names(read, lang, sources, spans, contexts, features);
        set(features, Feature.POLARITY, denies(read) == nearest.stream().anyMatch(AcrossLanguages::denies) ? 0 : 1);
        return new Reading(findings, features, embeds);
    }

    private List<ReadText> spans(List<Source> sources) {
        return sources.stream()
                .map(source -> reader.remember(source.text(), source.lang()))
                .toList();
    }

    private static void set(double[] features, Feature feature, double value) {
        features[feature.index()] = value;
    }

    private static List<Finding> facts(
            ReadText claim, List<ReadText> nearest, List<ReadText> spans, List<ReadText> contexts, double[] features) {
        List<Finding> findings = new ArrayList<>();
        int agreed = 0;
        int small = 0;
        for (Quantity quantity : claim.quantities()) {
            List<Quantity> same = same(nearest, quantity);
            boolean little = quantity.spelled() || little(quantity, nearest);
            if (claim.dates().containsKey(quantity.first())) {
                continue;
            }
            if (!same.isEmpty()) {
                agreed++;
                unit(quantity, same, findings);
            } else if (little) {
                small++;
            } else {
                boolean elsewhere = !same(spans, quantity).isEmpty();
                Place around = same(contexts, quantity).isEmpty() ? Place.MISSING : Place.AROUND;
                findings.add(new Finding(Kind.NUMBER, elsewhere ? Place.ELSEWHERE : around, quantity.shown(), ""));
            }
        }
        agreed += dates(claim, nearest, spans, findings);
        set(features, Feature.AGREED, Math.min(MOST, agreed));
        set(features, Feature.SMALL_MISSING, Math.min(MOST, small));
        return findings;
    }

    /** Whether a number may be in the sources in words that are not read. */
    private static boolean little(Quantity quantity, List<ReadText> nearest) {
        return quantity.value().length() <= 2
                && Double.parseDouble(quantity.value()) <= SMALL
                && !nearest.stream().allMatch(text -> text.signs().numberWords().spells());
    }

    /** Adds months that the sources lack though they have others; the number of those they have. */
    private static int dates(ReadText claim, List<ReadText> nearest, List<ReadText> spans, List<Finding> findings) {
        int agreed = 0;
        for (var date : claim.dates().entrySet()) {
            if (date.getValue().startsWith("month:")) {
                boolean there = DateCheck.named(nearest, date.getValue());
                agreed += there ? 1 : 0;
                if (!there && nearest.stream().anyMatch(text -> !text.dates().isEmpty())) {
                    Place place = DateCheck.named(spans, date.getValue()) ? Place.ELSEWHERE : Place.MISSING;
                    findings.add(new Finding(Kind.DATE, place, DateCheck.shown(claim, date.getKey()), ""));
                }
            }
        }
        return agreed;
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
            String instead =
                    same.getFirst().shown() + " " + same.getFirst().unit().id();
            findings.add(new Finding(
                    Kind.UNIT,
                    Place.MISSING,
                    quantity.shown() + " " + quantity.unit().id(),
                    instead));
        }
    }

    /** The sentence or pair of sentences nearest to a claim, which sets what the embedder tells. */
    private ReadText nearest(ReadText claim, List<Source> sources, double[] features) {
        List<String> texts = new ArrayList<>();
        List<String> langs = new ArrayList<>();
        for (Source source : sources) {
            texts.add(source.text());
            langs.add(source.lang());
        }
        for (Source source : sources) {
            List<Span> sentences = PassageSplitter.sentences(source.text(), source.lang());
            for (int i = 0; i < Math.min(MOST_SENTENCES, sentences.size()); i++) {
                for (int first = Math.max(0, i - 1); first <= i; first++) {
                    texts.add(source.text()
                            .substring(
                                    sentences.get(first).start(),
                                    sentences.get(i).end()));
                    langs.add(source.lang());
                }
            }
        }
        texts.add(claim.text());
        float[][] vectors = embedder.embed(texts, Embedder.Role.PASSAGE);
        float[] mine = vectors[vectors.length - 1];
        double whole = -1;
        double most = -1;
        int nearest = 0;
        for (int i = 0; i < vectors.length - 1; i++) {
            double product = product(mine, vectors[i]);
            whole = i < sources.size() ? Math.max(whole, product) : whole;
            if (product > most) {
                most = product;
                nearest = i;
            }
        }
        int length = Math.max(1, texts.get(nearest).length());
        set(features, Feature.NEAREST, most);
        set(features, Feature.WHOLE, whole);
        set(features, Feature.LENGTH, Math.log1p(claim.text().length()));
        set(features, Feature.RATIO, Math.abs(Math.log((double) claim.text().length() / length)));
        return reader.remember(texts.get(nearest), langs.get(nearest));
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
        spans.forEach(text -> text.tokens().forEach(token -> words.add(beginning(token.folded()))));
        contexts.forEach(text -> text.tokens().forEach(token -> words.add(beginning(token.folded()))));
        List<Names.Name> theirs = new ArrayList<>();
        for (Source source : sources) {
            theirs.addAll(Names.written(source.text() + "\n" + source.context(), source.lang()));
        }
        Set<Character> scripts = new HashSet<>();
        theirs.forEach(name -> scripts.add(script(name)));
        int found = 0;
        int missing = 0;
        int unheard = 0;
        for (Names.Name name : Names.written(claim.text(), lang)) {
            if (name.told() && name.start() > 0) {
                String folded = claim.signs().fold(claim.text().substring(name.start(), name.end()));
                boolean there = words.contains(beginning(folded)) || sounds(name, theirs);
                boolean comparable = scripts.contains(script(name));
                found += there ? 1 : 0;
                missing += !there && comparable && !claim.signs().language().equals("de") ? 1 : 0;
                unheard += !there && !comparable ? 1 : 0;
            }
        }
        int all = found + missing + unheard;
        set(features, Feature.NAMES, all == 0 ? 0.5 : (double) found / all);
        set(features, Feature.NAMES_MISSING, Math.min(MOST, missing));
        set(features, Feature.SOUNDS_MISSING, Math.min(MOST, unheard));
    }

    private static boolean sounds(Names.Name name, List<Names.Name> theirs) {
        return theirs.stream().anyMatch(other -> other.keys().stream()
                .anyMatch(key -> name.keys().stream().anyMatch(key::meets)));
    }

    /** The sign of a name's script: what follows the consonants of its key. */
    private static char script(Names.Name name) {
        NameKey key = name.keys().getFirst();
        return key.encoded().charAt(key.consonants().length());
    }

    /** Names of one script differ between languages in their endings. */
    private static String beginning(String word) {
        return word.substring(0, Math.min(BEGINNING, word.length()));
    }
}
