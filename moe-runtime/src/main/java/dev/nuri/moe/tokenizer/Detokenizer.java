package dev.nuri.moe.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns ids into text as they come. A character whose bytes are spread over several tokens is held back until it is
 * whole, so half a character never shows. One stream, one thread.
 */
public final class Detokenizer {
    private static final int LONGEST_UTF_8 = 4;

    private final Tokenizer tokenizer;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer pending = ByteBuffer.allocate(0); // bytes of a character not yet whole
    private boolean dropSpace;

    Detokenizer(Tokenizer tokenizer, boolean dropSpace) {
        this.tokenizer = tokenizer;
        this.dropSpace = dropSpace;
    }

    /** Takes the next id; gives the text that is complete now, possibly none. */
    public String accept(int id) {
        byte[] bytes = tokenizer.bytes(id);
        if (bytes.length == 0) {
            return "";
        }
        int skip = dropSpace && bytes[0] == ' ' ? 1 : 0;
        dropSpace = false;
        ByteBuffer in = ByteBuffer.allocate(pending.remaining() + bytes.length - skip);
        in.put(pending).put(bytes, skip, bytes.length - skip).flip();
        return decode(in, false);
    }

    /** Ends the stream; a character that never became whole shows as U+FFFD. */
    public String finish() {
        return decode(pending, true);
    }

    private String decode(ByteBuffer in, boolean last) {
        CharBuffer out = CharBuffer.allocate(in.remaining() + LONGEST_UTF_8);
        decoder.decode(in, out, last);
        if (last) {
            decoder.flush(out);
            decoder.reset();
        }
        pending = in;
        return out.flip().toString();
    }
}
