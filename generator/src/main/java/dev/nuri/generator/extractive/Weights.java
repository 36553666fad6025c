package dev.nuri.generator.extractive;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.Embedder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Learned weights, ready for use. Immutable. */
final class Weights {

    private static final String RESOURCE = "learned.json";
    private static final Weights LEARNED = read();

    private final Learned learned;
    private final byte[] table;

    Weights(Learned learned) {
        this.learned = learned;
        this.table = learned.spans().weights();
    }

    /** The weights of this version. */
    static Weights learned() {
        return LEARNED;
    }

    /** What this version ships. */
    static Learned shipped() {
        return LEARNED.learned;
    }

    /** The same but for {@link #quoteAt}. */
    Weights quotingFrom(double quoteAt) {
        return new Weights(new Learned(
                learned.embedder(),
                learned.ranking(),
                learned.spans(),
                learned.support(),
                learned.languages(),
                learned.answerAt(),
                quoteAt));
    }

    /** Measures meaning where the embedder is the one of training: others' cosines mean something else. */
    Meaning meaning(Embedder embedder) {
        boolean same = embedder != null && embedder.id().startsWith(learned.embedder() + "/");
        return new Meaning(same ? embedder : null);
    }

    /** Score of a sentence: log-odds against the other candidates. */
    double rank(double[] features) {
        return learned.ranking().score(features);
    }

    /** Score of a span: log-odds against the other spans of its sentence. */
    double span(double[] features, String[] names) {
        double sum = 0;
        for (String name : names) {
            sum += table[SpanModel.slot(name, table.length)];
        }
        return learned.spans().network().score(features) + sum * learned.spans().scale();
    }

    /**
     * Confidence that a sentence answers the question.
     *
     * @param lang of the passage; one without data is taken for an average one
     * @return in (0, 1)
     */
    double confidence(double[] features, String lang) {
        double bias = learned.languages().getOrDefault(QuestionForms.base(lang), 0.0);
        return 1 / (1 + Math.exp(-learned.support().score(features) - bias));
    }

    /** Confidence from which a question is answered. */
    double answerAt() {
        return learned.answerAt();
    }

    /** Probability among the candidates from which a further sentence is quoted. */
    double quoteAt() {
        return learned.quoteAt();
    }

    private static Weights read() {
        try (InputStream in = Weights.class.getResourceAsStream(RESOURCE)) {
            return new Weights(new ObjectMapper().readValue(in, Learned.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
