package dev.nuri.moe.tokenizer;

/**
 * Byte pair encoding over characters, with merges by rank (Sennrich et al., arXiv 1508.07909). A character that is no
 * token becomes the tokens of its bytes or, where there are none, unknown; neighbours that are unknown are one.
 */
final class CharacterBpe implements Segmenter {
    private final Vocabulary vocabulary;
    private final SentencePiece pieces;
    private final Splitter splitter;
    private final MergeTable merges;
    private final boolean wholePieces;

    CharacterBpe(
            Vocabulary vocabulary, Splitter splitter, MergeTable merges, boolean leadingSpace, boolean wholePieces) {
        this.vocabulary = vocabulary;
        this.pieces = new SentencePiece(vocabulary, leadingSpace);
        this.splitter = splitter;
        this.merges = merges;
        this.wholePieces = wholePieces;
    }

    @Override
    public void encode(String text, boolean atStart, IntList out) {
        splitter.split(text, out.size() == 0, piece -> encodePiece(piece, out));
    }

    private void encodePiece(String piece, IntList out) {
        int whole = wholePieces ? vocabulary.pieceOr(piece, -1) : -1;
        if (whole >= 0) {
            out.add(whole);
            return;
        }
        IntList symbols = new IntList();
        boolean known = true;
        for (int codePoint : piece.codePoints().toArray()) {
            int id = vocabulary.pieceOr(Character.toString(codePoint), -1);
            if (id >= 0) {
                symbols.add(id);
            } else if (known || pieces.hasBytes()) {
                pieces.addBytes(codePoint, symbols);
            }
            known = id >= 0;
        }
        PairMerger.merge(symbols.toArray(), merges, out);
    }

    @Override
    public byte[] bytes(int id) {
        return pieces.bytes(id);
    }

    @Override
    public boolean addsLeadingSpace() {
        return pieces.leadingSpace();
    }
}
