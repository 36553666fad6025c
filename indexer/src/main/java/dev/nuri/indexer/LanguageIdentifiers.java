package dev.nuri.indexer;

import dev.nuri.indexer.language.ScriptFirstIdentifier;

/** The ways to tell the language of a text. */
public final class LanguageIdentifiers {

    private LanguageIdentifiers() {}

    /**
     * The identifier used throughout: the script where it settles the language, otherwise a statistical model. One per
     * process; the model loads at first use.
     */
    public static LanguageIdentifier standard() {
        return Standard.INSTANCE;
    }

    private static final class Standard {
        static final LanguageIdentifier INSTANCE = new ScriptFirstIdentifier();
    }
}
