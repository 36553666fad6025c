package dev.nuri.retriever.spell;

import dev.nuri.retriever.query.Token;

/** How words of a script are told apart and compared. */
enum Script {
    /** Spaces between words, letters compared one by one. */
    LETTERS,
    HANGUL,
    KATAKANA,
    /** Characters that are words by themselves, and hiragana, which is mostly endings. */
    OTHER;

    static Script of(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case HANGUL -> HANGUL;
            case KATAKANA -> KATAKANA;
            case HAN, HIRAGANA -> OTHER;
            default -> c == 'ー' ? KATAKANA : LETTERS;
        };
    }

    /** The word a token is in: for Hangul and katakana the whole run of the script, which an analyzer may have cut. */
    static Token run(String text, Token token) {
        Script script = of(text.charAt(token.start()));
        if (script != HANGUL && script != KATAKANA) {
            return token;
        }
        int start = token.start();
        while (start > 0 && of(text.charAt(start - 1)) == script) {
            start--;
        }
        int end = token.start();
        while (end < text.length() && of(text.charAt(end)) == script) {
            end++;
        }
        return new Token(text.substring(start, end), start, end);
    }
}
