package dev.nuri.generator;

import dev.nuri.generator.Guardrail.Stage;

/** A language model that judges texts: beside the layers that need none, within the time that the policy allows. */
public interface GuardModel {

    /** Category of what a model could not judge in time, or at all, where the policy blocks that. */
    String UNJUDGED = "unjudged";

    /** How grave a text is. */
    enum Severity {
        SAFE,
        CONTROVERSIAL,
        UNSAFE
    }

    /**
     * What a model says.
     *
     * @param severity how grave
     * @param category of what; null when safe
     */
    record Opinion(Severity severity, GuardCategory category) {

        /** Nothing is wrong. */
        public static final Opinion SAFE = new Opinion(Severity.SAFE, null);
    }

    /**
     * Waits until it can be asked, such as while it is loading; no text's time counts before.
     *
     * @throws dev.nuri.indexer.NuriException when it never will be
     */
    default void await() {}

    /**
     * Judges a text. May take long and may fail: the caller waits no longer than its policy says. Thread-safe.
     *
     * @param role what the text is: {@link Stage#QUESTION} a user's, otherwise what a user is told
     * @param text whole
     * @param lang BCP 47 tag, {@code und} when unknown
     */
    Opinion classify(Stage role, String text, String lang);
}
