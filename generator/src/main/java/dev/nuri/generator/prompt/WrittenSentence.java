package dev.nuri.generator.prompt;

import java.util.List;

/**
 * A sentence as a model wrote it.
 *
 * @param text without marks
 * @param marks numbers of the passages it names, as written: there may be none of such a number
 */
public record WrittenSentence(String text, List<Integer> marks) {

    public WrittenSentence {
        marks = List.copyOf(marks);
    }
}
