package dev.nuri.generator.extractive;

import java.util.Locale;

/** What a question asks for, in the order in which a question's form is tried against them. */
enum AnswerType {
    /** A date, year or period. */
    TIME,
    /** A count, amount, length of time or other measure. */
    NUMBER,
    /** A place. */
    PLACE,
    /** A cause or purpose. */
    REASON,
    /** What something or somebody is. */
    DEFINITION,
    /** A person or organisation. */
    PERSON,
    /** A way of doing. */
    MANNER,
    /** Anything else. */
    ANY;

    /** Key of its patterns in a language's forms. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
