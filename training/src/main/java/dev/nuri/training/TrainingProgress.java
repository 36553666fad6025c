package dev.nuri.training;

import java.util.Map;

/**
 * How far training is.
 *
 * @param stage what is being done
 * @param done share of it in [0, 1]
 * @param pairsPerSecond since training began; 0 before
 * @param remainingSeconds estimated; 0 when unknown
 * @param loss mean of the last batches; 0 before
 * @param figures dev figures when they were just measured, or empty
 */
public record TrainingProgress(
        String stage,
        double done,
        double pairsPerSecond,
        double remainingSeconds,
        double loss,
        Map<String, Double> figures) {

    static TrainingProgress of(String stage) {
        return new TrainingProgress(stage, 0, 0, 0, 0, Map.of());
    }
}
