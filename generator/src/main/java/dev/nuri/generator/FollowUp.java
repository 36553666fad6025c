package dev.nuri.generator;

import dev.nuri.generator.extractive.SentenceSelector;
import dev.nuri.retriever.SearchRequest;
import java.util.List;

/**
 * Completes short follow-ups: a question of fewer than {@value #FEW_WORDS} words, question words of any language aside,
 * borrows the words of the question before it. Borrowed words are searched for as well; when sentences are compared
 * they weigh half.
 */
final class FollowUp {

    static final int FEW_WORDS = 4;

    private FollowUp() {}

    /** The question that {@code text} follows up, empty when it stands alone. */
    static String before(String text, List<Question.Turn> history, SentenceSelector selector) {
        boolean follows = !history.isEmpty() && selector.contentWords(text) < FEW_WORDS;
        return follows ? history.getLast().question() : "";
    }

    /** The query to search for, cut at the longest a search allows. */
    static String query(String text, String before) {
        String joined = before.isBlank() ? text : text + " " + before;
        int longest = text == null ? 0 : Math.max(text.length(), SearchRequest.MAX_QUERY_CHARS);
        return joined == null || joined.length() <= longest ? joined : joined.substring(0, longest);
    }
}
