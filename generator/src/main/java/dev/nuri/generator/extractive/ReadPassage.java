package dev.nuri.generator.extractive;

import dev.nuri.retriever.Hit;
import java.util.List;

/**
 * A hit's passage, cut into sentences and analysed.
 *
 * @param hit the hit
 * @param question the question's terms as this passage's language sees them
 * @param sentences in order
 * @param headings which of the question's terms the document's title and the passage's headings hold
 * @param all which of them the passage holds, title and headings included
 */
record ReadPassage(Hit hit, QuestionTerms question, List<Sentence> sentences, long headings, long all) {

    /** Terms that introduce a sentence: title, headings, and the nearest question or heading above it. */
    long introduction(Sentence sentence) {
        for (int i = sentence.index() - 1; i >= 0; i--) {
            if (sentences.get(i).introduces()) {
                return headings | sentences.get(i).terms();
            }
        }
        return headings;
    }

    /** Terms of the sentence at {@code index}, none outside the passage. */
    long termsAt(int index) {
        return index < 0 || index >= sentences.size() ? 0 : sentences.get(index).terms();
    }
}
