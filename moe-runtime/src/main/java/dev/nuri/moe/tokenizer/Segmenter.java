package dev.nuri.moe.tokenizer;

/** One way to cut ordinary text into tokens and back. Implementations are immutable. */
interface Segmenter {
    /**
     * Appends the ids of a stretch of text without special tokens.
     *
     * @param text not empty
     * @param atStart whether it begins the text or follows a special token
     */
    void encode(String text, boolean atStart, IntList out);

    /** The bytes an ordinary id stands for, in UTF-8 when whole characters. */
    byte[] bytes(int id);

    /** Whether the first token's leading space was put there by the tokenizer. */
    boolean addsLeadingSpace();
}
