package dev.nuri.generator.extractive;

import dev.nuri.generator.extractive.QaSet.QaPassage;
import dev.nuri.generator.extractive.QaSet.QaQuery;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints how well sentences are chosen when the passage that answers is given among ten: per set and on average, the
 * share of questions whose gold answer is in the quotes, sentences quoted, and abstentions with that passage there and
 * taken away. Arguments: {@code dev} or {@code test}, and how many questions to take of each set.
 */
final class AnswerQuality {

    /** Figures of one set. */
    private static final class Tally {
        int questions;
        int inQuotes;
        int inBest;
        int rightAnswered;
        int abstainedPresent;
        int abstainedRemoved;
        int sentences;
        int chars;
        final List<Double> millis = new ArrayList<>();
        final List<Double> rightConfidence = new ArrayList<>();
        final List<Double> presentConfidence = new ArrayList<>();
        final List<Double> removedConfidence = new ArrayList<>();

        void add(Tally other) {
            questions += other.questions;
            inQuotes += other.inQuotes;
            inBest += other.inBest;
            rightAnswered += other.rightAnswered;
            abstainedPresent += other.abstainedPresent;
            abstainedRemoved += other.abstainedRemoved;
            sentences += other.sentences;
            chars += other.chars;
            millis.addAll(other.millis);
            rightConfidence.addAll(other.rightConfidence);
            presentConfidence.addAll(other.presentConfidence);
            removedConfidence.addAll(other.removedConfidence);
        }

        String row(String name) {
            double[] sorted = millis.stream().mapToDouble(d -> d).sorted().toArray();
            return String.format(
                    Locale.ROOT,
                    "%-13s %5d %8.1f %8.1f %8.1f %8.2f %7.0f %9.1f %9.1f %7.1f",
                    name,
                    questions,
                    100.0 * inQuotes / questions,
                    100.0 * inBest / questions,
                    100.0 * rightAnswered / questions,
                    (double) sentences / questions,
                    (double) chars / questions,
                    100.0 * abstainedPresent / questions,
                    100.0 * abstainedRemoved / questions,
                    sorted[(int) (sorted.length * 0.95)]);
        }
    }

    public static void main(String[] args) {
        boolean dev = args[0].equals("dev");
        int limit = Integer.parseInt(args[1]);
        System.out.println(
                "set           count inQuotes   inBest answered sentences chars  abstain%  abst.rem.  p95ms");
        Tally all = new Tally();
        List<Tally> tallies = new ArrayList<>();
        for (String name : QaSet.MEASURED) {
            QaSet set = QaSet.read(QaSet.folder().orElseThrow().resolve(name));
            Tally tally = measure(set, set.half(dev, limit));
            System.out.println(tally.row(name));
            tallies.add(tally);
            all.add(tally);
        }
        System.out.println(all.row("all"));
        double mean = tallies.stream()
                .mapToDouble(t -> 100.0 * t.inQuotes / t.questions)
                .average()
                .orElse(0);
        for (double at = 0.1; at < 0.6; at += 0.05) {
            System.out.printf(
                    Locale.ROOT,
                    "answering from %.2f: right %.1f, abstained %.1f, abstained with the passage removed %.1f%n",
                    at,
                    100.0 * atLeast(all.rightConfidence, at) / all.questions,
                    100.0 - 100.0 * atLeast(all.presentConfidence, at) / all.questions,
                    100.0 - 100.0 * atLeast(all.removedConfidence, at) / all.questions);
        }
        System.out.printf(Locale.ROOT, "mean of sets, answer in quotes: %.1f%n", mean);
    }

    private static long atLeast(List<Double> confidences, double least) {
        return confidences.stream().filter(c -> c >= least).count();
    }

    private static Tally measure(QaSet set, List<QaQuery> queries) {
        LanguageAnalyzers analyzers = LanguageAnalyzers.standard();
        SetStatistics statistics = new SetStatistics(set, analyzers);
        SentenceSelector selector = new SentenceSelector(analyzers);
        Tally tally = new Tally();
        for (QaQuery query : queries) {
            List<QaPassage> given = set.around(query);
            List<Hit> hits = statistics.rank(query.question(), given);
            long start = System.nanoTime();
            Selection selection = selector.select(query.question(), "", query.lang(), hits, statistics);
            tally.millis.add((System.nanoTime() - start) / 1e6);
            boolean right = selection.quotes().stream().anyMatch(q -> query.answeredIn(q.text()));
            tally.presentConfidence.add(selection.confidence());
            if (right) {
                tally.rightConfidence.add(selection.confidence());
            }
            tally.questions++;
            tally.inQuotes += right ? 1 : 0;
            tally.inBest += query.answeredIn(selection.quotes().getFirst().text()) ? 1 : 0;
            tally.rightAnswered += right && selection.supported() ? 1 : 0;
            tally.abstainedPresent += selection.supported() ? 0 : 1;
            tally.sentences +=
                    selection.quotes().stream().mapToInt(Quote::sentences).sum();
            tally.chars +=
                    selection.quotes().stream().mapToInt(q -> q.span().length()).sum();
            List<QaPassage> without = given.stream()
                    .filter(p -> !p.id().equals(query.passageId()))
                    .toList();
            Selection removed = selector.select(
                    query.question(), "", query.lang(), statistics.rank(query.question(), without), statistics);
            tally.removedConfidence.add(removed.confidence());
            tally.abstainedRemoved += removed.supported() ? 0 : 1;
        }
        return tally;
    }
}
