package dev.nuri.moe;

/** Why a generation ended. */
public enum StopReason {
    /** The model ended its text. */
    END,
    /** A stop sequence appeared; neither it nor what follows is in the text. */
    STOP_SEQUENCE,
    /** As many tokens as were asked for, or as fit in the context. */
    LENGTH,
    /** The grammar or schema allows nothing more. */
    COMPLETE,
    /** It was cancelled. */
    CANCELLED
}
