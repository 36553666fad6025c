package dev.nuri.moe.tokenizer;

import dev.nuri.moe.ModelInputException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Byte pair encoding over the bytes of UTF-8 (Radford et al. 2019). The vocabulary spells each byte as a printable
 * character: itself where Latin-1 has a visible one, else the next free one from U+0100 on.
 */
final class ByteLevelBpe implements Segmenter {
    private static final char[] SPELLING = spelling();
    private static final int[] BYTE_OF = inverse();

    private final Vocabulary vocabulary;
    private final Splitter splitter;
    private final boolean wholePieces;
    private final MergeTable merges;
    private final int[] byteIds = new int[256];

    ByteLevelBpe(Vocabulary vocabulary, PreTokenizer preTokenizer, List<String> merges) {
        this(vocabulary, preTokenizer, MergeTable.of(vocabulary, merges), preTokenizer.takesWholePieces());
    }

    /**
     * @param splitter cuts text into the pieces within which tokens are joined
     * @param wholePieces whether a piece that is a token as a whole is taken as it is
     */
    ByteLevelBpe(Vocabulary vocabulary, Splitter splitter, MergeTable merges, boolean wholePieces) {
        this.vocabulary = vocabulary;
        this.splitter = splitter;
        this.merges = merges;
        this.wholePieces = wholePieces;
        for (int b = 0; b < 256; b++) {
            byteIds[b] = vocabulary.pieceOr(String.valueOf(SPELLING[b]), vocabulary.unknownOr(-1));
            if (byteIds[b] < 0) {
                throw new ModelInputException("the vocabulary has no token for byte " + b + " and none for unknowns");
            }
        }
    }

    private static char[] spelling() {
        char[] out = new char[256];
        char free = 256;
        for (int b = 0; b < 256; b++) {
            boolean visible = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
            out[b] = visible ? (char) b : free++;
        }
        return out;
    }

    private static int[] inverse() {
        int[] out = new int[256 + 256];
        java.util.Arrays.fill(out, -1);
        for (int b = 0; b < 256; b++) {
            out[SPELLING[b]] = b;
        }
        return out;
    }

    /** Bytes in the vocabulary's spelling. */
    static String spell(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            out.append(SPELLING[b & 0xff]);
        }
        return out.toString();
    }

    @Override
    public void encode(String text, boolean atStart, IntList out) {
        splitter.split(text, out.size() == 0, piece -> encodePiece(piece.getBytes(StandardCharsets.UTF_8), out));
    }

    private void encodePiece(byte[] piece, IntList out) {
        int whole = wholePieces ? vocabulary.pieceOr(spell(piece), -1) : -1;
        if (whole >= 0) {
            out.add(whole);
            return;
        }
        int[] symbols = new int[piece.length];
        for (int i = 0; i < piece.length; i++) {
            symbols[i] = byteIds[piece[i] & 0xff];
        }
        PairMerger.merge(symbols, merges, out);
    }

    @Override
    public byte[] bytes(int id) {
        String text = vocabulary.text(id);
        if (vocabulary.kind(id) == TokenKind.USER_DEFINED) {
            return text.getBytes(StandardCharsets.UTF_8); // matched in the text itself, so spelled plainly
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= BYTE_OF.length || BYTE_OF[c] < 0) {
                return text.getBytes(StandardCharsets.UTF_8); // added by hand, in plain spelling
            }
            out.write(BYTE_OF[c]);
        }
        return out.toByteArray();
    }

    @Override
    public boolean addsLeadingSpace() {
        return false;
    }
}
