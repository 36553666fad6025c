package dev.nuri.moe.tokenizer;

/**
 * SentencePiece's unigram model (Kudo, arXiv 1804.10959): of all ways to cut the text into tokens, the one with the
 * greatest sum of scores, found by Viterbi's algorithm. A character without a token costs more than any token.
 */
final class SentencePieceUnigram implements Segmenter {
    private static final float UNKNOWN_PENALTY = 10;

    private final Vocabulary vocabulary;
    private final SentencePiece pieces;
    private final Splitter splitter;
    private final int longest; // chars of the longest token
    private final float unknownScore;

    /**
     * @param leadingSpace whether {@code splitter} puts a space before the text
     * @param splitter gives the pieces to cut, in the vocabulary's spelling
     */
    SentencePieceUnigram(Vocabulary vocabulary, boolean leadingSpace, Splitter splitter) {
        this.vocabulary = vocabulary;
        this.pieces = new SentencePiece(vocabulary, leadingSpace);
        this.splitter = splitter;
        int length = 1;
        float least = 0;
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.kind(id) == TokenKind.NORMAL) {
                length = Math.max(length, vocabulary.text(id).length());
                least = Math.min(least, vocabulary.score(id));
            }
        }
        this.longest = length;
        this.unknownScore = least - UNKNOWN_PENALTY;
    }

    @Override
    public void encode(String text, boolean atStart, IntList out) {
        splitter.split(text, out.size() == 0, piece -> best(piece, out));
    }

    /** Forward: the best cut before each char. Backward: the tokens of the best path. */
    private void best(String text, IntList out) {
        int n = text.length();
        double[] scores = new double[n + 1];
        int[] starts = new int[n + 1];
        int[] ids = new int[n + 1]; // token that ends here; -1 for a character without one
        java.util.Arrays.fill(scores, 1, n + 1, Double.NEGATIVE_INFINITY);
        for (int from = 0; from < n; from = text.offsetByCodePoints(from, 1)) {
            int one = text.offsetByCodePoints(from, 1);
            relax(scores, starts, ids, from, one, -1, unknownScore);
            for (int to = one; to <= Math.min(n, from + longest); to++) {
                int id = vocabulary.pieceOr(text.substring(from, to), -1);
                if (id >= 0) {
                    // A token the user defined beats any other way to spell it.
                    boolean defined = vocabulary.kind(id) == TokenKind.USER_DEFINED;
                    relax(scores, starts, ids, from, to, id, defined ? 0 : vocabulary.score(id));
                }
            }
        }
        emit(text, starts, ids, out);
    }

    private static void relax(double[] scores, int[] starts, int[] ids, int from, int to, int id, float score) {
        if (scores[from] + score > scores[to]) {
            scores[to] = scores[from] + score;
            starts[to] = from;
            ids[to] = id;
        }
    }

    private void emit(String text, int[] starts, int[] ids, IntList out) {
        IntList backwards = new IntList();
        for (int at = text.length(); at > 0; at = starts[at]) {
            backwards.add(at);
        }
        int[] ends = backwards.toArray();
        boolean known = true;
        for (int i = ends.length - 1; i >= 0; i--) {
            int id = ids[ends[i]];
            if (id >= 0) {
                out.add(id);
            } else if (known || pieces.hasBytes()) { // neighbours without a token are one unknown
                pieces.addBytes(text.codePointAt(starts[ends[i]]), out);
            }
            known = id >= 0;
        }
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
