package dev.nuri.generator.extractive;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.nuri.generator.extractive.NetworkTraining.Example;
import dev.nuri.generator.extractive.TrainingQuestions.Asked;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.retriever.Hit;
import dev.nuri.retriever.Split;
import dev.nuri.student.StudentProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Learns {@code learned.json} on the dev halves of the sets of a folder. Run it from the generator's test class path:
 *
 * <pre>java -Xmx3g dev.nuri.generator.extractive.AnswerTraining FOLDER INDEX FILE N</pre>
 *
 * with the folder of the sets, where the index of all passages is kept between runs, the file to write, and how many
 * questions of each set to take. Sentences and spans are learned on three quarters of the questions with known answers,
 * confidence on the last quarter, whose spans and sentences no model has seen, and on the questions with candidates.
 */
final class AnswerTraining {

    private static final int TABLE = 1 << 15;
    private static final double MEANING_LEFT_OUT = 0.2;

    /**
     * Off while the bundled embedder is one that was itself trained on the development questions: its cosines are higher
     * for them than for any others, and what is learned from them does not hold.
     */
    static final boolean LEARN_MEANING = false;

    /** Abstains in four of five development questions whose passage is taken away. */
    private static final double ANSWER_AT = 0.35;

    private static final double QUOTE_AT = 0.12;
    private static final double CANDIDATES_WEIGH = 2;
    private static final String NO_EMBEDDER = "none";
    private static final int WHOLE_DOCUMENT_CHARS = 8_000;

    private final TrainingQuestions questions;
    private final Embedder embedder;
    private final IndexTermStatistics statistics;

    AnswerTraining(TrainingQuestions questions, Embedder embedder, IndexTermStatistics statistics) {
        this.questions = questions;
        this.embedder = embedder;
        this.statistics = statistics;
    }

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[2]);
        try (Embedder embedder = new StudentProvider().open(Path.of(args[1]).resolveSibling("cache"));
                TrainingQuestions questions = TrainingQuestions.open(Path.of(args[0]), Path.of(args[1]), embedder);
                IndexSnapshot snapshot = questions.pool().store().snapshot()) {
            AnswerTraining training =
                    new AnswerTraining(questions, embedder, new IndexTermStatistics(snapshot.searcher()));
            List<Asked> asked = questions.ask(Split.DEV, Integer.parseInt(args[3]));
            System.err.println(asked.size() + " questions");
            Learned learned = training.learn(asked, args.length > 4 ? args[4] : "all", file);
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), learned);
        }
    }

    private Learned learn(List<Asked> asked, String what, Path file) throws IOException {
        List<Asked> first = asked.stream()
                .filter(a -> a.fromCandidates() || !a.query().answers().isEmpty())
                .filter(a -> a.quarter() != 0 && a.hits().stream().noneMatch(AnswerTraining::isWholeDocument))
                .toList();
        Learned before = Files.exists(file) ? new ObjectMapper().readValue(file.toFile(), Learned.class) : blank();
        Network ranking = what.equals("all") || what.contains("ranking") ? ranking(first) : before.ranking();
        SpanModel spans = what.equals("all") || what.contains("spans")
                ? spans(first.stream().filter(a -> !a.fromCandidates()).toList())
                : before.spans();
        Learned learned = new Learned(
                LEARN_MEANING ? StudentProvider.BUNDLED : NO_EMBEDDER,
                ranking,
                spans,
                before.support(),
                before.languages(),
                ANSWER_AT,
                QUOTE_AT);
        return new SupportTraining(new Weights(learned), embedder, questions, statistics).learn(learned, asked);
    }

    /** No index of ours has passages like these: they would outweigh all others. */
    private static boolean isWholeDocument(Hit hit) {
        return hit.passage().text().length() > WHOLE_DOCUMENT_CHARS;
    }

    private static Learned blank() {
        return new Learned(
                StudentProvider.BUNDLED,
                blank(Feature.values().length),
                new SpanModel(blank(SpanFeature.values().length), "AA==", 1),
                blank(SupportFeature.values().length),
                Map.of(),
                ANSWER_AT,
                QUOTE_AT);
    }

    private static Network blank(int measures) {
        double[] ones = new double[measures];
        Arrays.fill(ones, 1);
        return new Network(
                new double[measures], ones, new double[0][], new double[0], new double[0], new double[measures], 0);
    }

    Query query(Asked asked, List<Hit> hits) {
        return new SentenceSelector(questions.pool().analyzers())
                .query(asked.query().question(), "", asked.queryLang(), hits, statistics);
    }

    /**
     * Sentences with an answer are to be likelier than all others and than nothing; where there is no answer, nothing is to
     * be the likeliest; where some candidate answers, something is.
     */
    private Network ranking(List<Asked> asked) {
        List<Example> examples = new ArrayList<>();
        for (Asked one : asked) {
            if (one.fromCandidates()) {
                examples.add(bag(one, one.present(), one.query().answerable(), CANDIDATES_WEIGH));
            } else {
                Example example = sentences(one);
                if (example != null) {
                    examples.add(example);
                }
                if (TrainingQuestions.crc("gone " + one.query().id()) % 3 == 0) {
                    examples.add(bag(one, one.removed(), false, 1));
                }
            }
        }
        System.err.println(examples.size() + " examples to rank sentences by");
        List<Network> networks = new ArrayList<>();
        for (int seed = 1; seed <= 2; seed++) {
            NetworkTraining training = new NetworkTraining(seed, Feature.values().length, 12, 0, 1, 3e-4, 0, 0)
                    .fit(examples, 25, 0.01, true);
            networks.add(training.network(training.groups()[0]));
        }
        return NetworkTraining.mean(networks);
    }

    private List<Candidate> candidates(Asked asked, List<Hit> hits) {
        Query query = query(asked, hits);
        return CandidateRanking.measured(query, new Meaning(meaning(asked, "r")), new PassageReader(query).read(hits));
    }

    private Example bag(Asked asked, List<Hit> hits, boolean answered, double weight) {
        List<Candidate> candidates = candidates(asked, hits);
        float[] right = new float[candidates.size() + 1];
        Arrays.fill(right, 0, candidates.size(), answered ? 1 : 0);
        right[candidates.size()] = answered ? 0 : 1;
        return new Example(withNothing(candidates), null, right, weight, 0);
    }

    private Example sentences(Asked asked) {
        List<Candidate> candidates = candidates(asked, asked.present());
        float[] right = new float[candidates.size() + 1];
        boolean any = false;
        for (int i = 0; i < candidates.size(); i++) {
            right[i] = rightness(asked, candidates.get(i));
            any |= right[i] > 0;
        }
        return any ? new Example(withNothing(candidates), null, right, 1, 0) : null;
    }

    private static float[][] withNothing(List<Candidate> candidates) {
        float[][] measures = new float[candidates.size() + 1][];
        for (int i = 0; i < candidates.size(); i++) {
            measures[i] = floats(candidates.get(i).features());
        }
        return measures;
    }

    /** None for some questions, so that the weights also hold where nothing is known of meaning. */
    private Embedder meaning(Asked asked, String what) {
        double drawn = TrainingQuestions.crc(what + asked.query().id()) % 1000 / 1000.0;
        return !LEARN_MEANING || drawn < MEANING_LEFT_OUT ? null : embedder;
    }

    static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    static float rightness(Asked asked, Candidate candidate) {
        boolean gold = asked.gold().contains(candidate.passage().hit().passage().documentId());
        return gold && holds(candidate.sentence().text(), asked.query().answers()) ? 1 : 0;
    }

    static boolean holds(String text, List<String> answers) {
        String shown = ShownText.of(text);
        return answers.stream()
                .map(a -> ShownText.of(Normalizer.normalize(a, Normalizer.Form.NFC)))
                .anyMatch(a -> !a.isEmpty() && shown.contains(a));
    }

    private SpanModel spans(List<Asked> asked) {
        List<Example> examples = new ArrayList<>();
        for (Asked one : asked) {
            Query query = query(one, one.present());
            PassageReader reader = new PassageReader(query);
            boolean done = false;
            for (Hit hit : one.present()) {
                if (!done && one.gold().contains(hit.passage().documentId())) {
                    for (Sentence sentence :
                            reader.read(List.of(hit)).getFirst().sentences()) {
                        if (!done && holds(sentence.text(), one.query().answers())) {
                            Example example =
                                    spans(one, query, sentence, hit.passage().lang());
                            done = example != null;
                            if (done) {
                                examples.add(example);
                            }
                        }
                    }
                }
            }
        }
        System.err.println(examples.size() + " questions to choose spans for");
        NetworkTraining training = new NetworkTraining(5, SpanFeature.values().length, 12, TABLE, 0, 1e-4, 3e-4, 0)
                .fit(examples, 12, 0.01, true);
        return quantised(training.network(0), training.table());
    }

    private Example spans(Asked asked, Query query, Sentence sentence, String lang) {
        SpanFeatures features = new SpanFeatures(query, new Meaning(meaning(asked, "s")), sentence.text(), lang);
        List<SpanCandidate> spans = SpanCandidate.of(sentence.text(), features.tokens());
        float[] right = new float[spans.size()];
        float most = 0;
        for (int i = 0; i < right.length; i++) {
            SpanCandidate span = spans.get(i);
            right[i] = (float) SpanOverlap.f1(
                    sentence.text().substring(span.start(), span.end()),
                    asked.query().answers());
            most = Math.max(most, right[i]);
        }
        if (most < 0.6) {
            return null;
        }
        float[][] measures = new float[spans.size()][];
        int[][] slots = new int[spans.size()][];
        for (int i = 0; i < right.length; i++) {
            measures[i] = floats(features.of(spans.get(i)));
            slots[i] = Arrays.stream(features.names(spans.get(i)))
                    .mapToInt(name -> SpanModel.slot(name, TABLE))
                    .toArray();
            right[i] = right[i] >= most ? 1 : right[i] >= 0.8f * most ? 0.3f : 0;
        }
        return new Example(measures, slots, right, 1, -1);
    }

    private static SpanModel quantised(Network network, double[] table) {
        double most = Arrays.stream(table).map(Math::abs).max().orElse(0);
        double scale = Math.max(1e-9, most / 127);
        byte[] bytes = new byte[table.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(table[i] / scale);
        }
        return new SpanModel(network, Base64.getEncoder().encodeToString(bytes), scale);
    }
}
