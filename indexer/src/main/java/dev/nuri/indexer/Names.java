package dev.nuri.indexer;

import dev.nuri.indexer.analysis.NameSounds;
import dev.nuri.indexer.analysis.NameWords;
import java.util.ArrayList;
import java.util.List;

/** Finds what may be names in a text, and how they sound. Thread-safe. */
public final class Names {

    private Names() {}

    /**
     * What may be a name.
     *
     * @param start first code unit
     * @param end one past the last
     * @param keys each a way to read it, one at least
     * @param told whether something but its letters tells that it is a name: a capital, its script or a dictionary
     */
    public record Name(int start, int end, List<NameKey> keys, boolean told) {}

    /**
     * The names of a passage.
     *
     * @param lang its language, which tells whether Chinese characters are read as Japanese
     */
    public static List<Name> written(String text, String lang) {
        return found(text, lang.startsWith("ja"), true);
    }

    /**
     * The names of a query, in which capitals are often left out: where it has none, every word may be a name.
     *
     * @param japanese whether its Chinese characters may be Japanese
     */
    public static List<Name> typed(String text, boolean japanese) {
        List<Name> capitals = found(text, japanese, true);
        return capitals.isEmpty() ? found(text, japanese, false) : capitals;
    }

    private static List<Name> found(String text, boolean japanese, boolean capitalised) {
        List<Name> names = new ArrayList<>();
        NameWords.find(text, japanese, (word, writing, capital, start, end) -> {
            if (capital || !capitalised) {
                List<NameKey> keys = NameSounds.of(word, writing).stream()
                        .filter(sound -> sound.consonants().length() >= NameKey.MIN_CONSONANTS)
                        .map(sound -> new NameKey(sound.consonants(), writing, sound.vowels()))
                        .toList();
                if (!keys.isEmpty()) {
                    names.add(new Name(start, end, keys, capital && writing.tellsNames()));
                }
            }
        });
        return names;
    }
}
