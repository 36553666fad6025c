package dev.nuri.moe.chat;

import dev.nuri.moe.tokenizer.Tokenizer;
import java.util.BitSet;

/** A rendered conversation, which knows which of its chars the messages brought. Immutable. */
public final class ChatPrompt {
    private final Text text;

    ChatPrompt(Text text) {
        this.text = text;
    }

    /** The text: for people to read. Tokenised as it is, a message could pass for the template's own words. */
    public String text() {
        return text.value();
    }

    /** Which chars came from messages. */
    public BitSet fromMessages() {
        return (BitSet) text.marks().clone();
    }

    /** Token ids, in which control tokens come from the template only: those spelled in a message stay text. */
    public int[] ids(Tokenizer tokenizer) {
        return tokenizer.encodePrompt(text.value(), text.marks());
    }
}
