package dev.nuri.retriever.suggest;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.Transliterator;
import dev.nuri.indexer.EntrySearcher.EntryCount;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.TypingKeys;
import dev.nuri.retriever.Suggestion;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Completes the last word of what was typed by words that passages have. Korean, Japanese and Chinese words come from
 * the fields of their languages, whose analyzers know words; others from the language-neutral field, which keeps whole
 * words as they are. Thread-safe.
 */
public final class WordCompletion {

    /** The syllables of one initial consonant follow one another. */
    private static final int SYLLABLES = 588;

    private static final int FINALS = 28;
    private static final char FIRST_SYLLABLE = '\uAC00';
    private static final String INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";

    private static final BreakIterator WORDS = BreakIterator.getWordInstance(Locale.ROOT);
    private static final Transliterator TRADITIONAL =
            Transliterator.getInstance("Simplified-Traditional", Transliterator.FORWARD);

    private final LanguageAnalyzers analyzers;

    public WordCompletion(LanguageAnalyzers analyzers) {
        this.analyzers = analyzers;
    }

    /** The best {@code k}: by how many passages have the word. */
    public List<Suggestion> of(String typed, Completions index, int k) throws IOException {
        int start = startOfLastWord(typed);
        String word = typed.substring(start);
        if (word.isEmpty()) {
            return List.of();
        }
        Map<String, Long> found = new HashMap<>();
        int last = word.codePointBefore(word.length());
        if (isHangul(last)) {
            hangul(word, index, found);
        } else if (Character.isIdeographic(last) || isKana(last)) {
            start = startOfLastSegment(typed);
            unspaced(typed.substring(start), index, found);
        } else if (word.codePointCount(0, word.length()) > 1) {
            prefixed(IndexSchema.BODY, folded(word), index, found);
        }
        String head = typed.substring(0, start);
        return found.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry::getKey, Comparator.comparingInt(String::length))
                        .thenComparing(Map.Entry::getKey))
                .limit(k)
                .map(one -> new Suggestion(head + one.getKey(), Suggestion.Kind.WORD, one.getValue()))
                .toList();
    }

    /** Terms of Chinese are simplified; who writes traditional characters gets them completed in the same. */
    private void unspaced(String word, Completions index, Map<String, Long> found) throws IOException {
        prefixed(IndexSchema.body("ja"), word, index, found);
        String simplified = String.join("", analyzers.terms(analyzers.forKey("zh"), word));
        boolean traditional = !simplified.equals(word);
        Map<String, Long> chinese = new HashMap<>();
        prefixed(IndexSchema.body("zh"), simplified, index, chinese);
        chinese.forEach((term, passages) ->
                found.merge(traditional ? TRADITIONAL.transliterate(term) : term, passages, Math::max));
    }

    private void prefixed(String field, String prefix, Completions index, Map<String, Long> found) throws IOException {
        if (prefix.isEmpty()) {
            return;
        }
        index.prefixed(field, prefix, (word, count) -> {
            if (word.length() > prefix.length()) {
                add(word, count, found);
            }
        });
    }

    /** Candidates are compared letter by letter, for the last syllable may not be finished. */
    private static void hangul(String word, Completions index, Map<String, Long> found) throws IOException {
        String key = TypingKeys.typed(word).getFirst();
        String[] range = syllables(word);
        index.between(IndexSchema.body("ko"), range[0], range[1], (candidate, count) -> {
            String letters = TypingKeys.typed(candidate).getFirst();
            if (letters.startsWith(key) && letters.length() > key.length()) {
                add(candidate, count, found);
            }
        });
    }

    /**
     * Where words that may become of an unfinished one begin and end. The last consonant of a syllable may yet begin
     * the next one (눌 becomes 누리), so any syllable with the same first letter may stand there in the end; a letter
     * after a finished syllable may become its last consonant (누 and ㄹ become 눌).
     */
    private static String[] syllables(String word) {
        int at = word.length() - 1;
        int letter = INITIALS.indexOf(word.charAt(at));
        if (letter >= 0 && at > 0 && word.charAt(at - 1) >= FIRST_SYLLABLE) {
            String before = word.substring(0, at - 1);
            int finals = (word.charAt(at - 1) - FIRST_SYLLABLE) / FINALS;
            return new String[] {before + syllable(finals * FINALS), before + syllable((finals + 1) * FINALS)};
        }
        String before = word.substring(0, at);
        int initial = letter >= 0 ? letter : (word.charAt(at) - FIRST_SYLLABLE) / SYLLABLES;
        return new String[] {before + syllable(initial * SYLLABLES), before + syllable((initial + 1) * SYLLABLES)};
    }

    private static char syllable(int index) {
        return (char) (FIRST_SYLLABLE + Math.max(0, index));
    }

    private static void add(String word, EntryCount count, Map<String, Long> found) throws IOException {
        long passages = count.entries();
        if (passages > 0) {
            found.merge(word, passages, Long::sum);
        }
    }

    /** As the neutral analyzer writes a single word; empty when it makes none or several of it. */
    private String folded(String word) {
        List<String> terms = analyzers.terms(analyzers.neutral(), word);
        return terms.size() == 1 ? terms.getFirst() : "";
    }

    private static int startOfLastSegment(String typed) {
        BreakIterator words = WORDS.clone();
        words.setText(typed);
        int end = words.last();
        return end == 0 ? 0 : words.previous();
    }

    private static int startOfLastWord(String typed) {
        int start = typed.length();
        while (start > 0) {
            int c = typed.codePointBefore(start);
            int type = Character.getType(c);
            boolean mark = type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
            if (!Character.isLetterOrDigit(c) && !mark) {
                break;
            }
            start -= Character.charCount(c);
        }
        return start;
    }

    private static boolean isHangul(int c) {
        return Character.UnicodeScript.of(c) == Character.UnicodeScript.HANGUL;
    }

    private static boolean isKana(int c) {
        Character.UnicodeScript script = Character.UnicodeScript.of(c);
        return script == Character.UnicodeScript.HIRAGANA || script == Character.UnicodeScript.KATAKANA || c == 'ー';
    }
}
