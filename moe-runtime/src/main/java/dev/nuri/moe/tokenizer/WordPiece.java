package dev.nuri.moe.tokenizer;

import dev.nuri.moe.ModelInputException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * WordPiece as BERT uses it (Devlin et al., arXiv 1810.04805), lower-cased and without accents: text is cut at spaces,
 * punctuation and ideographs, each word then greedily into the longest tokens. Model files spell a token that begins a
 * word with a leading U+2581, one that continues it without.
 */
final class WordPiece implements Segmenter {
    private final Vocabulary vocabulary;
    private final int unknown;
    private final int longest; // chars of the longest token

    WordPiece(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
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
        for (String word : words(text)) {
            encodeWord(SentencePiece.SPACE + word, out);
        }
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

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .forEach(c -> place(c, word, words));
        flush(word, words);
        return words;
    }

    private static void place(int c, StringBuilder word, List<String> words) {
        if (isSpace(c)) {
            flush(word, words);
        } else if (isDropped(c)) {
            return;
        } else if (standsAlone(c)) {
            flush(word, words);
            words.add(Character.toString(c));
        } else {
            word.appendCodePoint(c);
        }
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean isSpace(int c) {
        return c == '\t' || c == '\n' || c == '\r' || Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    /** Accents, and characters that show nothing. */
    private static boolean isDropped(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> c == 0xfffd;
        };
    }

    private static boolean standsAlone(int c) {
        boolean asciiSymbol = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
        boolean punctuation =
                switch (Character.getType(c)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
        return asciiSymbol || punctuation || isIdeograph(c);
    }

    /** The blocks BERT treats as words of one character. */
    private static boolean isIdeograph(int c) {
        return (c >= 0x4e00 && c <= 0x9fff)
                || (c >= 0x3400 && c <= 0x4dbf)
                || (c >= 0x20000 && c <= 0x2a6df)
                || (c >= 0x2a700 && c <= 0x2ceaf)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0x2f800 && c <= 0x2fa1f);
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
