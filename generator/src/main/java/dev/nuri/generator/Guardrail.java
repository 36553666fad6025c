package dev.nuri.generator;

import java.util.List;

/**
 * Filters what is asked, what is read and what is said, by one policy. Thread-safe and deterministic.
 *
 * <p>A category is an id of Nuri's taxonomy ({@code hate}, {@code self_harm}, {@code injection}, {@code pii.iban} ...).
 * Masking keeps the number of code units, so that offsets into a masked text stay right.
 */
public interface Guardrail {

    /** Lets everything pass. */
    Guardrail NONE = new Guardrail() {
        @Override
        public Verdict check(Stage stage, String text, String lang, String collection) {
            return new Verdict.Pass(List.of());
        }

        @Override
        public Stream stream(String lang, String collection) {
            return new Stream() {
                @Override
                public Verdict next(String text) {
                    return new Verdict.Rewrite(text, List.of());
                }

                @Override
                public Verdict end() {
                    return new Verdict.Rewrite("", List.of());
                }
            };
        }
    };

    /** What is looked at. */
    enum Stage {
        QUESTION,
        PASSAGE,
        ANSWER
    }

    /** What a policy asks for, in order of severity. */
    enum Action {
        ALLOW,
        FLAG,
        MASK,
        BLOCK
    }

    /**
     * Something the policy speaks of.
     *
     * @param stage where it was found
     * @param category id of the taxonomy
     * @param action what was done about it
     * @param start first code unit in the text looked at; for an answer, in the whole answer
     * @param end one past the last
     * @param score in [0, 1], how sure
     */
    record Finding(Stage stage, String category, Action action, int start, int end, double score) {}

    /** What may be done with a text. */
    sealed interface Verdict {

        /** What was found, in order of {@link Finding#start()}. */
        List<Finding> findings();

        /** The text may go on as it is. */
        record Pass(List<Finding> findings) implements Verdict {

            public Pass {
                findings = List.copyOf(findings);
            }
        }

        /**
         * Another text may go on.
         *
         * @param text of the same length as the one checked, with what is masked made unreadable; for a stream, what may
         *     be released now
         */
        record Rewrite(String text, List<Finding> findings) implements Verdict {

            public Rewrite {
                findings = List.copyOf(findings);
            }
        }

        /**
         * The text may not go on.
         *
         * @param category the gravest finding's
         */
        record Block(String category, List<Finding> findings) implements Verdict {

            public Block {
                findings = List.copyOf(findings);
            }
        }
    }

    /**
     * Looks at a whole text.
     *
     * @param lang BCP 47 tag of the text, {@code und} when unknown
     * @param collection whose policy counts; null for the deployment's
     */
    Verdict check(Stage stage, String text, String lang, String collection);

    /** Follows an answer while it is written. */
    Stream stream(String lang, String collection);

    /**
     * An answer in the making, for one thread. What is released, joined, is what {@link Guardrail#check} would let pass
     * of the whole; nothing that it would block or mask is ever released.
     */
    interface Stream {

        /**
         * Takes the next piece.
         *
         * @return {@link Verdict.Rewrite} with what may be released now, perhaps nothing, or {@link Verdict.Block}, after
         *     which the stream is over
         */
        Verdict next(String text);

        /** Ends the text: as {@link #next}, with what was still held back. */
        Verdict end();
    }
}
