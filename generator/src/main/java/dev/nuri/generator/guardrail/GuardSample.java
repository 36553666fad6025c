package dev.nuri.generator.guardrail;

import dev.nuri.generator.GuardCategory;
import java.util.Set;

/**
 * A text whose categories are known.
 *
 * @param id what decides its half: the same for translations of one text
 * @param set name of the set it is from
 * @param lang BCP 47 tag
 * @param text as written
 * @param kind whether a question or a passage
 * @param categories empty for a harmless one
 */
public record GuardSample(String id, String set, String lang, String text, Kind kind, Set<GuardCategory> categories) {

    /** What a text is read as. */
    public enum Kind {
        QUESTION,
        PASSAGE
    }

    public GuardSample {
        categories = Set.copyOf(categories);
    }

    /** Whether nothing in it is of a category. */
    public boolean harmless() {
        return categories.isEmpty();
    }
}
