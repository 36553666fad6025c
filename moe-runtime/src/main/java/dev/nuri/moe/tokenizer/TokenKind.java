package dev.nuri.moe.tokenizer;

import java.util.List;

/** What a vocabulary entry is. */
public enum TokenKind {
    /** A piece of text. */
    NORMAL,
    /** Stands for what has no token. */
    UNKNOWN,
    /** Steers the model (begin, end, roles); no text of its own. */
    CONTROL,
    /** A piece of text that is always one token. */
    USER_DEFINED,
    /** In the vocabulary for alignment only. */
    UNUSED,
    /** One byte, written {@code <0x41>}. */
    BYTE;

    /** What stands for the kind in a model file. */
    int number() {
        return List.of(values()).indexOf(this) + 1;
    }

    /** The kind of a number in a model file. */
    static TokenKind of(long number) {
        return number >= 1 && number <= values().length ? values()[(int) number - 1] : NORMAL;
    }
}
