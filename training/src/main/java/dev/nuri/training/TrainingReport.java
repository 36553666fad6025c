package dev.nuri.training;

import java.nio.file.Path;
import java.util.Map;

/**
 * What came of training.
 *
 * @param file the student
 * @param id what an index made with it is stamped with
 * @param steps batches learned from
 * @param pairs in them
 * @param seconds training took after the text was read
 * @param before dev figures of the start
 * @param after dev figures of the student, before quantisation
 */
public record TrainingReport(
        Path file,
        String id,
        long steps,
        long pairs,
        double seconds,
        Map<String, Double> before,
        Map<String, Double> after) {}
