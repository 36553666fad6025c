package dev.nuri.retriever.rerank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.retriever.Evidence;
import dev.nuri.retriever.rerank.RankingTrainer.Question;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankingNetworkTest {

    private static final Evidence NOTHING = new Evidence(0, 0, 0, 0, 0, 0, 0);

    private static double[] scores(Evidence... candidates) {
        double[][] features = RankingFeatures.of(List.of(candidates));
        double[] scores = new double[features.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = RankingNetwork.learned().score(features[i]);
        }
        return scores;
    }

    @Test
    void whatBothLegsFindBestIsFirst() {
        double[] scores = scores(
                new Evidence(20, 0.7, 0.9, 0.9, 0.3, 0.5, 1),
                new Evidence(8, 0.3, 0.4, 0.4, 0, 0.1, 1),
                new Evidence(0, 0.3, 0, 0, 0, 0, 1));
        assertThat(scores[0]).isGreaterThan(scores[1]);
        assertThat(scores[1]).isGreaterThan(scores[2]);
    }

    @Test
    void meaningDecidesWhereNoPassageHasTheWords() {
        double[] scores =
                scores(new Evidence(2, 0.1, 0.05, 0.05, 0, 0, 0), new Evidence(0, 0.7, 0, 0, 0, 0, 0), NOTHING);
        assertThat(scores[1]).isGreaterThan(scores[0]);
    }

    @Test
    void evidenceOfNothingStillHasAScore() {
        assertThat(scores(NOTHING)[0]).isFinite();
        assertThat(RankingFeatures.of(List.of())).isEmpty();
    }

    /** What answers has one feature or the other but not both: no weighing of each by itself finds it. */
    @Test
    void learnsWhatNoSumOfWeightsTells() {
        Random random = new Random(7);
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            double[][] features = {{0, 0}, {1, 1}, {0, 1}};
            features[2] = random.nextBoolean() ? new double[] {0, 1} : new double[] {1, 0};
            questions.add(new Question("set", features, new boolean[] {false, false, true}));
        }
        RankingNetwork network = RankingTrainer.train(questions, 3);
        assertThat(network.score(new double[] {0, 1})).isGreaterThan(network.score(new double[] {1, 1}) + 1);
        assertThat(network.score(new double[] {1, 0})).isGreaterThan(network.score(new double[] {0, 0}) + 1);
        assertThat(RankingTrainer.train(questions, 3).score(new double[] {0, 1}))
                .isEqualTo(network.score(new double[] {0, 1}));
    }
}
