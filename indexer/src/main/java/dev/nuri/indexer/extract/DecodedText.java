package dev.nuri.indexer.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;

/**
 * A text file as characters.
 *
 * @param text without byte order mark
 * @param charset in which it is written
 */
record DecodedText(String text, Charset charset) {

    private static final char ESCAPE = 0x1B;
    private static final char NEXT_LINE = 0x85;
    private static final double CONTROL_SHARE = 0.01;
    private static final CharsetGuesser GUESSER = new CharsetGuesser();

    /** Reads a source, with the charset its e-mail declares, if any, as a hint. */
    static DecodedText of(Source source) throws IOException, ReadFailure {
        try (InputStream in = source.open()) {
            return of(in.readAllBytes(), named(source.declaredCharset()));
        }
    }

    /**
     * Decodes bytes.
     *
     * @param declared a hint, or null
     */
    static DecodedText of(byte[] bytes, Charset declared) throws ReadFailure {
        Charset charset = GUESSER.guess(bytes, declared);
        if (charset == null) {
            throw new ReadFailure("detect", "The bytes are text in no known encoding.");
        }
        String text = new String(bytes, charset);
        if (isBinary(text)) {
            throw new ReadFailure("detect", "The file is binary, not text, and of no known format.");
        }
        return new DecodedText(text.startsWith("\uFEFF") ? text.substring(1) : text, charset);
    }

    /** Whether controls, of which text has few but for line ends and escape sequences, make up too much of it. */
    private static boolean isBinary(String text) {
        long controls = text.chars()
                .filter(c -> Character.isISOControl(c) && !Character.isWhitespace(c) && c != ESCAPE && c != NEXT_LINE)
                .count();
        return controls > 1 + text.length() * CONTROL_SHARE;
    }

    /** The charset of this name, or null. */
    static Charset named(String name) {
        try {
            return name == null || name.isBlank() ? null : Charset.forName(name.strip());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }
}
