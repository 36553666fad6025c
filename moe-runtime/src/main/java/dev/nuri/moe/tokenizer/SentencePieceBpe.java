package dev.nuri.moe.tokenizer;

/**
 * SentencePiece's byte pair encoding (Kudo and Richardson, arXiv 1808.06226): neighbours join if together they are a
 * token, the one with the greatest score first.
 */
final class SentencePieceBpe implements Segmenter {
    private final Vocabulary vocabulary;
    private final SentencePiece pieces;

    SentencePieceBpe(Vocabulary vocabulary, boolean leadingSpace) {
        this.vocabulary = vocabulary;
        this.pieces = new SentencePiece(vocabulary, leadingSpace);
    }

    @Override
    public void encode(String text, boolean atStart, IntList out) {
        String spelled = pieces.spell(text, atStart);
        int[] codePoints = spelled.codePoints().toArray();
        int[] symbols = new int[codePoints.length];
        Rule rule = new Rule();
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = rule.single(codePoints[i]);
        }
        IntList merged = new IntList();
        PairMerger.merge(symbols, rule, merged);
        for (int symbol : merged.toArray()) {
            if (symbol < vocabulary.size()) {
                out.add(symbol);
            } else {
                pieces.addBytes(symbol - vocabulary.size(), out);
            }
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

    /** Symbols are token ids, or the vocabulary's size plus a code point that is no token. */
    private final class Rule implements PairMerger.Rule {
        int single(int codePoint) {
            return vocabulary.pieceOr(Character.toString(codePoint), vocabulary.size() + codePoint);
        }

        private String text(int symbol) {
            return symbol < vocabulary.size()
                    ? vocabulary.text(symbol)
                    : Character.toString(symbol - vocabulary.size());
        }

        @Override
        public int join(int left, int right) {
            return vocabulary.pieceOr(text(left) + text(right), -1);
        }

        @Override
        public int rank(int left, int right) {
            return descending(vocabulary.score(join(left, right)));
        }

        /** Orders floats from greatest to least as non-negative ints; neighbouring floats may fall together. */
        private static int descending(float score) {
            int bits = Float.floatToIntBits(score);
            int ascending = bits < 0 ? ~bits : bits | Integer.MIN_VALUE; // as an unsigned number
            return ~ascending >>> 1;
        }
    }
}
