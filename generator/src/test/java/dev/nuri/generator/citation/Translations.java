package dev.nuri.generator.citation;

import dev.nuri.generator.ClaimChecker.Source;
import dev.nuri.generator.citation.ClaimQuality.Kind;
import dev.nuri.generator.citation.PassageSet.Item;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Claims whose sources are in another language: translated sentences of shared/data/parallel, and the parallel passages of
 * XQuAD-R. A pair belongs to the dev half when the CRC-32 of its English text is even.
 */
final class Translations {

    /** What people wrote in whole sentences. */
    private static final Set<String> WRITTEN =
            Set.of("ntrex", "nllb-seed", "indic-wiki", "tatoeba", "tatoeba-enja50k", "gnome-user-docs", "udhr");

    /** Languages that are measured. */
    static final List<String> LANGUAGES = List.of(
            "ar", "bn", "de", "el", "es", "fa", "fi", "fr", "hi", "id", "it", "ja", "ko", "pl", "pt", "ru", "sw", "te",
            "th", "tr", "vi", "zh", "zh-Hant");

    private static final int NEAR = 3;
    private static final int LEAST_LETTERS = 25;

    /** A claim and what it cites, in another language. */
    record Pair(String language, String claimLang, String claim, Source source, Kind kind) {}

    private record Lines(String lang, List<String[]> pairs) {}

    private Translations() {}

    /** Claims of a language with English sources and the other way round. */
    static List<Pair> of(String lang, boolean dev, int limit) {
        Lines lines = read(lang);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < lines.pairs().size(); i++) {
            String english = lines.pairs().get(i)[0];
            boolean half = PassageSet.crc(english) % 2 == 0;
            if (half == dev && english.codePoints().filter(Character::isLetter).count() >= LEAST_LETTERS) {
                places.add(i);
            }
        }
        places.sort(java.util.Comparator.comparingLong(
                i -> PassageSet.crc("order " + lines.pairs().get(i)[0])));
        List<Pair> made = new ArrayList<>();
        for (int place : places.subList(0, Math.min(limit, places.size()))) {
            Random random =
                    new Random(ClaimQuality.SEED ^ PassageSet.crc(lines.pairs().get(place)[0]));
            make(lines, place, random, made);
        }
        return made;
    }

    private static void make(Lines lines, int place, Random random, List<Pair> made) {
        int mine = random.nextInt(2);
        String claimLang = mine == 0 ? "en" : lines.lang();
        String sourceLang = mine == 0 ? lines.lang() : "en";
        String claim = lines.pairs().get(place)[mine];
        boolean among = random.nextBoolean();
        Source source = new Source(stretch(lines, place, 1 - mine, among), sourceLang, "");
        made.add(new Pair(lines.lang(), claimLang, claim, source, among ? Kind.PASSAGE : Kind.OWN));
        Item item = new Item("", claimLang, "", claim, true, List.of());
        int far = (place + NEAR + 1 + random.nextInt(lines.pairs().size() - 2 * NEAR - 2))
                % lines.pairs().size();
        String foreign = lines.pairs().get(far)[mine];
        Item other = new Item("", claimLang, "", foreign, true, List.of());
        for (Alteration alteration : Alteration.values()) {
            Optional<String> altered = alteration.alter(claim, item, List.of(other), random);
            altered.ifPresent(wrong ->
                    made.add(new Pair(lines.lang(), claimLang, wrong, source, Kind.valueOf(alteration.name()))));
        }
        Source unrelated = new Source(stretch(lines, far, 1 - mine, among), sourceLang, "");
        made.add(new Pair(lines.lang(), claimLang, claim, unrelated, Kind.OTHER));
        int beside = (place + NEAR + 1) % lines.pairs().size();
        Source near = new Source(stretch(lines, beside, 1 - mine, true), sourceLang, "");
        made.add(new Pair(lines.lang(), claimLang, claim, near, Kind.OTHER));
    }

    /** A line, or three in a row. */
    private static String stretch(Lines lines, int place, int side, boolean among) {
        if (!among) {
            return lines.pairs().get(place)[side];
        }
        StringBuilder text = new StringBuilder();
        for (int i = Math.max(0, place - 1); i <= Math.min(lines.pairs().size() - 1, place + 1); i++) {
            text.append(lines.pairs().get(i)[side]).append('\n');
        }
        return text.toString().strip();
    }

    private static Lines read(String lang) {
        Path file = PassageSet.folder().orElseThrow().resolveSibling("parallel").resolve("en-" + lang + ".tsv.xz");
        List<String[]> pairs = new ArrayList<>();
        try {
            Process xz = new ProcessBuilder("xz", "-dc", file.toString()).start();
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(xz.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String[] fields = line.split("\t", -1);
                    if (fields.length == 3 && WRITTEN.contains(fields[2])) {
                        pairs.add(new String[] {
                            Normalizer.normalize(fields[0], Normalizer.Form.NFC),
                            Normalizer.normalize(fields[1], Normalizer.Form.NFC)
                        });
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
        return new Lines(lang, pairs);
    }

    /**
     * Two ways in which people said one thing: sentences with the same translation.
     *
     * @param lang of the file
     * @param side 0 for English sentences with one translation, 1 for translations of one English sentence
     */
    static List<String[]> paraphrases(String lang, int side, boolean dev) {
        Map<String, String> before = new HashMap<>();
        List<String[]> made = new ArrayList<>();
        for (String[] pair : read(lang).pairs()) {
            String one = before.put(pair[1 - side], pair[side]);
            boolean half = PassageSet.crc(pair[1 - side]) % 2 == 0;
            if (one != null && half == dev && !one.equals(pair[side])) {
                made.add(new String[] {one, pair[side]});
            }
        }
        return made;
    }

    /** Sentences of German and Greek passages against the English passage they were translated from, and the reverse. */
    static List<Pair> ofPassages(String lang, boolean dev) {
        Path folder = PassageSet.folder().orElseThrow();
        Map<String, Item> english = byPlace(PassageSet.read(folder.resolve("xquad-r-en")));
        Map<String, Item> own = byPlace(PassageSet.read(folder.resolve("xquad-r-" + lang)));
        List<String> places = new ArrayList<>(own.keySet());
        List<Pair> made = new ArrayList<>();
        for (int p = 0; p < places.size(); p++) {
            Item there = own.get(places.get(p));
            Item here = english.get(places.get(p));
            if (here != null && here.dev() == dev) {
                Item[] sides = p % 2 == 0 ? new Item[] {here, there} : new Item[] {there, here};
                Item far = (p % 2 == 0 ? own : english)
                        .getOrDefault(places.get((p + places.size() / 2) % places.size()), sides[1]);
                Random random = new Random(ClaimQuality.SEED ^ PassageSet.crc(sides[0].id()));
                for (String claim : Rephrasing.sentences(sides[0])) {
                    passages(lang, sides, far, claim, random, made);
                }
            }
        }
        return made;
    }

    private static void passages(String lang, Item[] sides, Item far, String claim, Random random, List<Pair> made) {
        String claimLang = sides[0].lang();
        Source source = new Source(sides[1].text(), sides[1].lang(), "");
        made.add(new Pair("xquad-" + lang, claimLang, claim, source, Kind.PASSAGE));
        for (Alteration alteration : Alteration.values()) {
            alteration
                    .alter(claim, sides[0], List.of(sides[0]), random)
                    .ifPresent(wrong -> made.add(
                            new Pair("xquad-" + lang, claimLang, wrong, source, Kind.valueOf(alteration.name()))));
        }
        Source other = new Source(far.text(), far.lang(), "");
        made.add(new Pair("xquad-" + lang, claimLang, claim, other, Kind.OTHER));
    }

    private static Map<String, Item> byPlace(PassageSet set) {
        Map<String, Item> items = new LinkedHashMap<>();
        set.items().forEach(item -> items.put(item.id().substring(item.id().indexOf(':') + 1), item));
        return items;
    }
}
