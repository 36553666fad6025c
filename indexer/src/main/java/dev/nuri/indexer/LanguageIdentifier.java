package dev.nuri.indexer;

import java.util.List;

/** Tells which language a text is in. Thread-safe and deterministic. */
public interface LanguageIdentifier {

    /** Tag of a text whose language cannot be told. */
    String UNKNOWN = "und";

    /**
     * The language of a text, Chinese split by script into {@code zh-Hans} and {@code zh-Hant}.
     *
     * @return a BCP 47 tag, or {@link #UNKNOWN} for text without letters or too little of it
     */
    String identify(String text);

    /**
     * Every language a short text may plausibly be in, the likeliest first.
     *
     * @return never empty for text with letters; empty otherwise
     */
    List<LanguageGuess> guesses(String text);
}
