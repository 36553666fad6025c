package dev.nuri.training;

import java.nio.file.Path;
import java.util.List;

/**
 * What a student is trained from.
 *
 * @param parallel a folder of translations {@code en-XX.tsv.xz}: lines of English, other language, source and, in a
 *     file of several languages, the language, parted by tabs
 * @param sets folders of questions and passages; dev questions are learned from, a quarter of them measured on, and
 *     test questions passed over. A set with {@code sentences.jsonl.gz} is measured on only
 * @param start folder to keep the start vectors in, 664 MB that Maven fetches when they are not there; null to start from
 *     random vectors
 */
public record TrainingSources(Path parallel, List<Path> sets, Path start) {

    public TrainingSources {
        sets = List.copyOf(sets);
    }
}
