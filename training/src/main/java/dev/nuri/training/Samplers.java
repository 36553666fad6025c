package dev.nuri.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Draws batches. A batch is made of runs, each of one language and source, so that a text has to be told from others like
 * it and not only from those in other languages. A pair depends on the seed, the step and its place in the batch, never
 * on threads.
 */
final class Samplers {

    /** Pairs of a run. */
    private static final int RUN = 64;

    /** Kinds of text by source: how much a pair counts, and whether it is a sentence. */
    private static final Map<String, Double> WEIGHTS = Map.ofEntries(
            Map.entry("wesnoth", 0.7),
            Map.entry("freeciv", 0.5),
            Map.entry("gnome-user-docs", 0.7),
            Map.entry("gimp-help", 0.5),
            Map.entry("libreoffice-help", 0.5),
            Map.entry("debian-descriptions", 0.7),
            Map.entry("bible", 0.6),
            Map.entry("tldr", 0.6),
            Map.entry("omw", 0.5),
            Map.entry("freedict", 0.5),
            Map.entry("cldr-names", 0.15),
            Map.entry("iso-codes", 0.15));

    private static final List<String> WORDS = List.of("omw", "freedict", "cldr-names", "iso-codes");

    /** Languages that the product measures, which count twice. */
    private static final List<String> FIRST_TIER = List.of(
            "ko", "ja", "zh", "zh-Hant", "es", "fr", "de", "it", "pt", "pt-BR", "ru", "pl", "el", "tr", "ar", "fa",
            "hi", "bn", "th", "vi", "id", "fi", "sw");

    /** Share of the languages that have no file of their own. */
    private static final double REST = 0.1;

    private final Corpus corpus;
    private final QaText qa;
    private final TrainingConfig.Batches batches;
    private final long seed;
    private final Bucket[] all;
    private final Bucket[] sentences;
    private final double[] allEnds;
    private final double[] sentenceEnds;
    private final List<Integer> ample = new ArrayList<>(); // passages of two sentences or more
    private final Map<Integer, List<Integer>> ampleSets = new HashMap<>(); // of those, to all of the same set
    private final Map<String, List<QaText.Question>> questionsOfSet;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Bucket(String lang, int[] pairs, double weight) {}

    Samplers(Corpus corpus, QaText qa, TrainingConfig config) {
        this.corpus = corpus;
        this.qa = qa;
        this.batches = config.batches();
        this.seed = config.seed();
        all = buckets(false);
        sentences = buckets(true);
        allEnds = ends(all);
        sentenceEnds = ends(sentences);
        for (int[] range : qa.range.values()) {
            List<Integer> ofSet = IntStream.range(range[0], range[1])
                    .filter(i -> qa.sentences.get(i).length > 1)
                    .boxed()
                    .toList();
            ofSet.forEach(i -> ampleSets.put(i, ofSet));
            ample.addAll(ofSet);
        }
        ample.sort(null);
        questionsOfSet = qa.training.stream().collect(Collectors.groupingBy(QaText.Question::set));
    }

    private Bucket[] buckets(boolean onlySentences) {
        List<Bucket> buckets = new ArrayList<>();
        double[] restTotal = new double[1];
        double[] mainTotal = new double[1];
        corpus.byLanguage().forEach((lang, sources) -> {
            double total = 0;
            for (var source : sources.entrySet()) {
                total += weight(source.getKey(), onlySentences)
                        * source.getValue().size();
            }
            if (total <= 0) {
                return;
            }
            double share = Math.pow(total, batches.balance()) * (FIRST_TIER.contains(lang) ? 2 : 1);
            (isMain(lang) ? mainTotal : restTotal)[0] += share;
            for (var source : sources.entrySet()) {
                double weight = weight(source.getKey(), onlySentences)
                        * source.getValue().size()
                        / total
                        * share;
                int[] pairs = source.getValue().stream().mapToInt(i -> i).toArray();
                if (weight > 0) {
                    buckets.add(new Bucket(lang, pairs, weight));
                }
            }
        });
        double lessened = restTotal[0] == 0 ? 1 : Math.min(1, REST * mainTotal[0] / restTotal[0]);
        return buckets.stream()
                .map(b -> isMain(b.lang) ? b : new Bucket(b.lang, b.pairs, b.weight * lessened))
                .toArray(Bucket[]::new);
    }

    private boolean isMain(String lang) {
        return corpus.byLanguage().get(lang).values().stream()
                        .mapToInt(List::size)
                        .sum()
                > 3_000;
    }

    private static double weight(String source, boolean onlySentences) {
        return onlySentences && WORDS.contains(source) ? 0 : WEIGHTS.getOrDefault(source, 1.0);
    }

    private static double[] ends(Bucket[] buckets) {
        double[] ends = new double[buckets.length];
        double sum = 0;
        for (int i = 0; i < buckets.length; i++) {
            sum += buckets[i].weight;
            ends[i] = sum;
        }
        return ends;
    }

    private static Bucket draw(Bucket[] buckets, double[] ends, SplittableRandom random) {
        int at = Arrays.binarySearch(ends, random.nextDouble() * ends[ends.length - 1]);
        return buckets[Math.min(buckets.length - 1, at < 0 ? -at - 1 : at)];
    }

    /** One pair. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Drawn(int[] left, int[] right, int group) {}

    /** Draws the pairs of one run. */
    private interface Run extends Function<SplittableRandom, Drawn> {}

    /** @param open chooses what the pairs of a run are drawn from */
    private Batch batch(int n, long step, Function<SplittableRandom, Run> open, Team team) {
        Batch batch = new Batch(new int[n][], new int[n][], new int[n], null);
        team.blocks(n, (from, to) -> {
            for (int i = from; i < to; i++) {
                Drawn drawn = open.apply(random(step, -1 - i / RUN)).apply(random(step, i));
                batch.left()[i] = drawn.left;
                batch.right()[i] = drawn.right;
                batch.groups()[i] = drawn.group;
            }
        });
        return batch;
    }

    private SplittableRandom random(long step, int number) {
        return new SplittableRandom(seed * 0x9e3779b97f4a7c15L + (step << 16) + number * 0x632be5abL);
    }

    /** A sentence and its translation, into English or between two other languages. */
    Batch translations(int n, long step, Team team) {
        return batch(
                n,
                step,
                run -> {
                    Bucket bucket = draw(all, allEnds, run);
                    return random -> translation(bucket, random);
                },
                team);
    }

    private Drawn translation(Bucket bucket, SplittableRandom random) {
        int pair = bucket.pairs[random.nextInt(bucket.pairs.length)];
        int english = corpus.english(pair);
        int[] others = corpus.renderings(english);
        int pivot = random.nextDouble() < batches.pivot() ? others[random.nextInt(others.length)] : english;
        int right = pivot == corpus.other(pair) ? english : pivot;
        return new Drawn(
                dropped(corpus.texts().get(corpus.other(pair)), batches.dropout(), random),
                dropped(corpus.texts().get(right), batches.dropout(), random),
                english);
    }

    /** Part of a sentence, and a made-up passage that holds it or its translation among other sentences. */
    Batch composites(int n, long step, Team team) {
        return batch(
                n,
                step,
                run -> {
                    Bucket bucket = draw(sentences, sentenceEnds, run);
                    return random -> composite(bucket, random);
                },
                team);
    }

    private Drawn composite(Bucket bucket, SplittableRandom random) {
        int pair = bucket.pairs[random.nextInt(bucket.pairs.length)];
        boolean asksOther = random.nextInt(3) > 0;
        boolean findsOther = random.nextBoolean();
        int[] query = corpus.texts().get(asksOther ? corpus.other(pair) : corpus.english(pair));
        int[] passage = corpus.texts().get(findsOther ? corpus.other(pair) : corpus.english(pair));
        int more = 1 + random.nextInt(4);
        for (int k = 0; k < more; k++) {
            int other = bucket.pairs[random.nextInt(bucket.pairs.length)];
            passage = joined(passage, corpus.texts().get(findsOther ? corpus.other(other) : corpus.english(other)));
        }
        double dropout = 0.2 + 0.4 * random.nextDouble();
        return new Drawn(
                dropped(query, dropout, random), dropped(passage, batches.dropout(), random), corpus.english(pair));
    }

    /** A question and its passage, or a sentence or title and the passage around it; made-up passages without any. */
    Batch passages(int n, long step, Team team) {
        return ample.isEmpty() ? composites(n, step, team) : batch(n, step, this::passages, team);
    }

    /** A run of one set's questions or texts; a set is taken as often as it has questions, or passages. */
    private Run passages(SplittableRandom random) {
        if (random.nextDouble() < batches.questions() && !qa.training.isEmpty()) {
            String set = qa.training.get(random.nextInt(qa.training.size())).set();
            return inRun -> question(questionsOfSet.get(set), inRun);
        }
        int any = ample.get(random.nextInt(ample.size()));
        List<Integer> ofSet = ampleSets.get(any);
        return inRun -> text(ofSet, inRun);
    }

    private Drawn question(List<QaText.Question> questions, SplittableRandom random) {
        QaText.Question question = questions.get(random.nextInt(questions.size()));
        return new Drawn(
                dropped(question.rows(), 0.15, random),
                dropped(qa.passages.get(question.passage()), 0.2, random),
                -1 - question.passage());
    }

    private Drawn text(List<Integer> passages, SplittableRandom random) {
        int passage = passages.get(random.nextInt(passages.size()));
        int[][] sentences = qa.sentences.get(passage);
        int chosen = random.nextInt(sentences.length);
        boolean kept = random.nextBoolean();
        int[] around = new int[0];
        for (int i = 0; i < sentences.length && around.length < QaText.PASSAGE; i++) {
            around = i == chosen && !kept ? around : joined(around, sentences[i]);
        }
        int[] title = qa.titles.get(passage);
        boolean byTitle = title.length > 0 && random.nextInt(4) == 0;
        int[] query = byTitle ? joined(title, dropped(sentences[chosen], 0.8, random)) : sentences[chosen];
        return new Drawn(
                dropped(query, byTitle ? 0 : 0.2 + 0.5 * random.nextDouble(), random),
                dropped(around, batches.dropout(), random),
                -1 - passage);
    }

    private static int[] joined(int[] a, int[] b) {
        int[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** Leaves rows out at random, but never all. */
    private static int[] dropped(int[] rows, double share, SplittableRandom random) {
        int[] kept = new int[rows.length];
        int n = 0;
        for (int row : rows) {
            if (random.nextDouble() >= share) {
                kept[n++] = row;
            }
        }
        return n == 0 ? new int[] {rows[random.nextInt(rows.length)]} : Arrays.copyOf(kept, n);
    }
}
