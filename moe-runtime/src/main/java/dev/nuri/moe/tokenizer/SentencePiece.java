package dev.nuri.moe.tokenizer;

import java.nio.charset.StandardCharsets;

/** What both SentencePiece models share: spaces spelled U+2581, and bytes for characters without a token. */
final class SentencePiece {
    static final char SPACE = '▁';

    private final Vocabulary vocabulary;
    private final boolean leadingSpace;
    private final int[] byteIds = new int[256];

    SentencePiece(Vocabulary vocabulary, boolean leadingSpace) {
        this.vocabulary = vocabulary;
        this.leadingSpace = leadingSpace;
        for (int b = 0; b < 256; b++) {
            byteIds[b] = vocabulary.idOr("<0x" + hex(b >> 4) + hex(b & 15) + ">", -1);
        }
    }

    private static char hex(int digit) {
        return "0123456789ABCDEF".charAt(digit);
    }

    /** Whether characters without a token become bytes. */
    boolean hasBytes() {
        return byteIds[0] >= 0;
    }

    boolean leadingSpace() {
        return leadingSpace;
    }

    /** Text in the vocabulary's spelling. */
    String spell(String text, boolean atStart) {
        return (leadingSpace && atStart ? " " + text : text).replace(' ', SPACE);
    }

    /** Appends the bytes of a character that has no token; without byte tokens, the unknown token if there is one. */
    void addBytes(int codePoint, IntList out) {
        if (!hasBytes()) {
            int unknown = vocabulary.unknownOr(-1);
            if (unknown >= 0) {
                out.add(unknown);
            }
            return;
        }
        for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
            out.add(byteIds[b & 0xff]);
        }
    }

    byte[] bytes(int id) {
        String text = vocabulary.text(id);
        if (vocabulary.kind(id) == TokenKind.BYTE) {
            return new byte[] {(byte) Integer.parseInt(text.substring(3, 5), 16)};
        }
        return text.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
    }
}
