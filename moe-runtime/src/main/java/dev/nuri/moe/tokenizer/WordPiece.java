package dev.nuri.moe.tokenizer;

import dev.nuri.moe.ModelInputException;
import java.nio.charset.StandardCharsets;

/**
 * WordPiece as BERT uses it (Devlin et al., arXiv 1810.04805): each word is cut greedily into the longest tokens. The
 * vocabulary spells a token that begins a
 * word with a leading U+2581, one that continues it without.
 */
final class WordPiece implements Segmenter {
    private final Vocabulary vocabulary;
    private final int unknown;
    private final int longest; // chars of the longest token
    private final Splitter words;
    private final int longestWord;

    /**
     * @param words gives the words of a text
     * @param longestWord code points of a word beyond which it counts as unknown
     */
    WordPiece(Vocabulary vocabulary, Splitter words, int longestWord) {
        this.vocabulary = vocabulary;
        this.words = words;
        this.longestWord = longestWord;
        this.unknown = vocabulary.unknownOr(-1);
        if (unknown < 0) {
            throw new ModelInputException("a WordPiece vocabulary needs an unknown token");
        }
        int length = 1;
        for (int id = 0; id < vocabulary.size(); id++) {
            length = Math.max(length, vocabulary.text(id).length());
        }
        this.longest = length;
    }

    @Override
    public void encode(String text, boolean atStart, IntList out) {
        words.split(text, out.size() == 0, word -> {
            if (word.codePointCount(0, word.length()) > longestWord) {
                out.add(unknown);
            } else {
                encodeWord(SentencePiece.SPACE + word, out);
            }
        });
    }

    private void encodeWord(String word, IntList out) {
        IntList ids = new IntList();
        int from = 0;
        while (from < word.length()) {
            int to = Math.min(word.length(), from + longest);
            while (to > from && vocabulary.pieceOr(word.substring(from, to), -1) < 0) {
                to--;
            }
            if (to == from) {
                out.add(unknown); // a word is known as a whole or not at all
                return;
            }
            ids.add(vocabulary.pieceOr(word.substring(from, to), -1));
            from = to;
        }
        for (int id : ids.toArray()) {
            out.add(id);
        }
    }

    @Override
    public byte[] bytes(int id) {
        return vocabulary.text(id).replace(SentencePiece.SPACE, ' ').getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean addsLeadingSpace() {
        return true;
    }
}
