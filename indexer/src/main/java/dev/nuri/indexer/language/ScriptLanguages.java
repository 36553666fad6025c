package dev.nuri.indexer.language;

import java.util.Map;

/** The languages written in one script, other than Chinese, Japanese and Korean. */
interface ScriptLanguages {

    /**
     * Adds what each language gets of the script's share of a text.
     *
     * @param letters the words in this script, see {@link LetterProfile#letters}
     * @param share the script's share of the text
     */
    void add(CharSequence letters, double share, Map<String, Double> probabilities);
}
