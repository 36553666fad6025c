package dev.nuri.generator.citation;

import dev.nuri.generator.Claim.Support;
import dev.nuri.generator.ClaimChecker;
import dev.nuri.generator.ClaimChecker.Check;
import dev.nuri.generator.ClaimChecker.Source;
import dev.nuri.generator.citation.PassageSet.Item;
import dev.nuri.indexer.LanguageAnalyzers;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * Prints how many claims are flagged, which is not to be supported: sentences of passages as they are, against
 * themselves and against the whole passage; the same altered ({@link Alteration}), against both; against another passage
 * of the set; and what the passages say in other words ({@link Rephrasing}). By language, in percent, with the count of
 * each kind after it. Arguments: {@code dev} or {@code test}, how many passages to take of each set, and optionally a
 * language and a kind whose wrong verdicts are to be shown.
 *
 * <p>{@code java -cp CLASSPATH dev.nuri.generator.citation.ClaimQuality test 400}, with the module's test class path.
 */
final class ClaimQuality {

    static final long SEED = 20261130;

    /** What is measured. */
    enum Kind {
        OWN,
        PASSAGE,
        NUMBER,
        NAME,
        NEGATION,
        UNIT,
        DATE,
        OTHER,
        SHORTENED,
        MERGED,
        PIECED,
        REORDERED,
        DROPPED,
        SMALL_WORDS,
        ANSWERED,
        /** A sentence against the same without the passage's title, which stands around it. */
        REFERRED;

        boolean wrong() {
            return compareTo(NUMBER) >= 0 && compareTo(OTHER) <= 0;
        }
    }

    /** A claim to be checked. */
    record Example(String lang, Kind kind, String claim, Source source) {}

    /** Checked and flagged claims of a language. */
    static final class Tally {
        private final Map<Kind, int[]> counts = new EnumMap<>(Kind.class);
        /** Processor time of each check. */
        private final List<Long> micros = new ArrayList<>();

        void add(Kind kind, boolean flagged) {
            int[] count = counts.computeIfAbsent(kind, k -> new int[2]);
            count[0]++;
            count[1] += flagged ? 1 : 0;
        }

        int count(Kind kind) {
            return counts.getOrDefault(kind, new int[2])[0];
        }

        int flagged(Kind kind) {
            return counts.getOrDefault(kind, new int[2])[1];
        }

        /** Percentage flagged of some kinds. */
        double rate(Kind... kinds) {
            int all = 0;
            int flagged = 0;
            for (Kind kind : kinds) {
                all += count(kind);
                flagged += flagged(kind);
            }
            return all == 0 ? Double.NaN : 100.0 * flagged / all;
        }

        /** Processor time that a share of all checks stays below, in microseconds. */
        long micros(double share) {
            long[] sorted = micros.stream().mapToLong(Long::longValue).sorted().toArray();
            return sorted[(int) (sorted.length * share)];
        }

        /** Percentage flagged of everything that is wrong. */
        double wrong() {
            return rate(Kind.NUMBER, Kind.NAME, Kind.NEGATION, Kind.UNIT, Kind.DATE, Kind.OTHER);
        }
    }

    private ClaimQuality() {}

    public static void main(String[] args) {
        boolean dev = args[0].equals("dev");
        ClaimChecker checker = new StandardClaimChecker(LanguageAnalyzers.standard(), null, null);
        Map<String, Tally> tallies = new TreeMap<>();
        for (PassageSet set : PassageSet.all(PassageSet.folder().orElseThrow())) {
            for (Example example : examples(set, dev, Integer.parseInt(args[1]))) {
                Check check = check(checker, example, tallies.computeIfAbsent(example.lang(), lang -> new Tally()));
                boolean flagged = check.support() != Support.SUPPORTED;
                if (args.length > 3
                        && example.lang().equals(args[2])
                        && example.kind() == Kind.valueOf(args[3])
                        && flagged != example.kind().wrong()) {
                    System.out.printf(
                            Locale.ROOT,
                            "%.3f %s%n  %s%n  %s%n",
                            check.score(),
                            check.reason(),
                            example.claim(),
                            example.source().text());
                }
            }
        }
        print(tallies);
    }

    static Check check(ClaimChecker checker, Example example, Tally tally) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        Check check = checker.check(example.claim(), example.lang(), List.of(example.source()));
        tally.micros.add((threads.getCurrentThreadCpuTime() - start) / 1000);
        tally.add(example.kind(), check.support() != Support.SUPPORTED);
        return check;
    }

    static void print(Map<String, Tally> tallies) {
        StringBuilder head = new StringBuilder("lang      orig   wrong  median us  95% us");
        for (Kind kind : Kind.values()) {
            head.append(String.format(Locale.ROOT, "%12s", kind.name().toLowerCase(Locale.ROOT)));
        }
        System.out.println(head);
        tallies.forEach((lang, tally) -> {
            StringBuilder row = new StringBuilder(String.format(
                    Locale.ROOT,
                    "%-8s %5.1f  %5.1f  %9d %7d",
                    lang,
                    tally.rate(Kind.OWN, Kind.PASSAGE),
                    tally.wrong(),
                    tally.micros(0.5),
                    tally.micros(0.95)));
            for (Kind kind : Kind.values()) {
                row.append(String.format(Locale.ROOT, "%6.1f/%-5d", tally.rate(kind), tally.count(kind)));
            }
            System.out.println(row);
        });
    }

    /** The claims of a set's half, the same ones each time. */
    static List<Example> examples(PassageSet set, boolean dev, int limit) {
        List<Item> items = set.half(dev, limit);
        List<Example> examples = new ArrayList<>();
        for (Item item : items) {
            Random random = new Random(SEED ^ PassageSet.crc(item.id()));
            List<String> sentences = Rephrasing.sentences(item);
            List<Item> others = items.stream()
                    .filter(other ->
                            !other.title().equals(item.title()) && !other.text().contains(item.text()))
                    .toList();
            if (!sentences.isEmpty() && !others.isEmpty()) {
                String sentence = sentences.get(random.nextInt(sentences.size()));
                examples(item, sentence, others, random, examples);
            }
        }
        return examples;
    }

    private static void examples(Item item, String sentence, List<Item> others, Random random, List<Example> examples) {
        Source own = new Source(sentence, item.lang(), item.title() + "\n" + item.text());
        Source whole = new Source(item.text(), item.lang(), item.title());
        examples.add(new Example(item.lang(), Kind.OWN, sentence, own));
        examples.add(new Example(item.lang(), Kind.PASSAGE, sentence, whole));
        for (Alteration alteration : Alteration.values()) {
            Kind kind = Kind.valueOf(alteration.name());
            Optional<String> made = alteration.alter(sentence, item, others, random);
            if (made.isPresent()) {
                examples.add(new Example(item.lang(), kind, made.get(), random.nextBoolean() ? own : whole));
            }
        }
        Item other = others.get(random.nextInt(others.size()));
        examples.add(
                new Example(item.lang(), Kind.OTHER, sentence, new Source(other.text(), other.lang(), other.title())));
        if (item.title().length() > 1
                && sentence.contains(item.title())
                && sentence.length() > 2 * item.title().length()) {
            String without = sentence.replace(item.title(), "");
            Source referring = new Source(without, item.lang(), item.title() + "\n" + item.text());
            examples.add(new Example(item.lang(), Kind.REFERRED, sentence, referring));
        }
        for (Rephrasing rephrasing : Rephrasing.values()) {
            Kind kind = Kind.valueOf(rephrasing.name());
            rephrasing
                    .make(item, sentence, random)
                    .ifPresent(made -> examples.add(new Example(item.lang(), kind, made, whole)));
        }
    }
}
