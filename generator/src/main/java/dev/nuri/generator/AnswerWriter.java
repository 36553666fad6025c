package dev.nuri.generator;

/** Writes an answer from what was found. Thread-safe. */
interface AnswerWriter {

    /** Name shown as the answer's {@code model}. */
    String model();

    /** Writes onto a sheet; begins its own stages. */
    Outcome write(AnswerSheet sheet);

    /** What came of it. */
    sealed interface Outcome {

        /**
         * An answer is on the sheet, or the policy ended it.
         *
         * @param lang its language
         * @param incomplete why it ends early; null when it does not
         */
        record Written(String lang, Answer.Incomplete incomplete) implements Outcome {}

        /**
         * Nothing answers, and nothing is on the sheet.
         *
         * @param reason as in {@link Answer.Abstained#reason()}
         */
        record Abstains(String reason) implements Outcome {}

        /** The model did not answer, and nothing is on the sheet. */
        record Fails(Answer.Fallback fallback) implements Outcome {}
    }
}
