package dev.nuri.indexer;

import dev.nuri.indexer.language.ScriptFirstIdentifier;

/** The ways to tell the language of a text. */
public final class LanguageIdentifiers {

    private LanguageIdentifiers() {}

    /**
     * The identifier used throughout: the script where it settles the language, otherwise a statistical model. One per
     * process. Its model, about a second's work, begins to load in the background at the first call of this method.
     */
    public static LanguageIdentifier standard() {
        return Standard.INSTANCE;
    }

    private static final class Standard {
        static final LanguageIdentifier INSTANCE = loading();

        private static LanguageIdentifier loading() {
            ScriptFirstIdentifier identifier = new ScriptFirstIdentifier();
            Thread.ofPlatform().daemon().name("language-model").start(ScriptFirstIdentifier::load);
            return identifier;
        }
    }
}
