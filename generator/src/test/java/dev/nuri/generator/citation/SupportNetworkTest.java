package dev.nuri.generator.citation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SupportNetworkTest {

    @Test
    void theLearnedWeightsHaveAsManyMeasuresAsThereAre() {
        assertThat(SupportNetwork.WITHIN.linear()).hasSameSizeAs(SupportFeature.values());
        assertThat(SupportNetwork.ACROSS.linear()).hasSameSizeAs(AcrossLanguages.Feature.values());
        for (SupportNetwork network : List.of(SupportNetwork.WITHIN, SupportNetwork.ACROSS)) {
            assertThat(network.hidden().length).isEqualTo(network.outputs().length);
            assertThat(network.means()).hasSameSizeAs(network.linear());
            for (double[] unit : network.hidden()) {
                assertThat(unit).hasSameSizeAs(network.linear());
            }
        }
    }

    @Test
    void aLanguagesLineTurnsLogOdds() {
        double[] features = new double[SupportFeature.values().length];
        double logit = SupportNetwork.WITHIN.logit(features);
        double[] line = SupportNetwork.WITHIN.calibration().get("ko");
        assertThat(SupportNetwork.WITHIN.logit(features, "ko"))
                .isEqualTo(Math.clamp(line[0] * logit + line[1], -30, 30));
        assertThat(SupportNetwork.WITHIN.logit(features, "xx")).isEqualTo(Math.clamp(logit, -30, 30));
    }

    @Test
    void theTrainerLearnsWhatALineCannotTellApart() {
        Random random = new Random(5);
        List<SupportTrainer.Sample> samples = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            double x = random.nextGaussian();
            double y = random.nextGaussian();
            samples.add(new SupportTrainer.Sample("en", new double[] {x, y}, x * y > 0, 1));
        }
        SupportNetwork network = SupportTrainer.train(samples, 1, true);
        long right = samples.stream()
                .filter(s -> (network.logit(s.features(), "en") > 0) == s.supported())
                .count();
        assertThat(right).isGreaterThan(1850);
    }
}
