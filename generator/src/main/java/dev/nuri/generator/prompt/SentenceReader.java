package dev.nuri.generator.prompt;

import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads a text sentence by sentence while it is written. A sentence is whole once something follows it and its marks;
 * marks belong to the sentence before them, at the beginning of the text to the one after. One thread.
 */
public final class SentenceReader {

    /** A text without a sentence's end is cut here, in code units. */
    private static final int LONGEST = 2_000;

    private static final Pattern ENDS = Pattern.compile("[.!?。！？…।؟۔\\n]");

    private final String lang;
    private final StringBuilder written = new StringBuilder();
    /** Whether what was written may hold the end of a sentence. */
    private boolean mayEnd;

    /** @param lang BCP 47 tag of what is written, {@code und} when unknown */
    public SentenceReader(String lang) {
        this.lang = lang;
    }

    /** Takes the next piece, and gives the sentences that are whole with it. */
    public List<WrittenSentence> next(String piece) {
        written.append(piece);
        mayEnd |= ENDS.matcher(piece).find() || written.length() > LONGEST;
        return mayEnd ? sentences(false) : List.of();
    }

    /** What is left at the end of the text. */
    public List<WrittenSentence> end() {
        return sentences(true);
    }

    private List<WrittenSentence> sentences(boolean ended) {
        int known = ended || written.length() > LONGEST
                ? written.length()
                : Math.min(Marks.begun(written), PlainText.begun(written));
        // Before sentences are looked for: addresses hold what else would end one.
        String part = PlainText.unlinked(written.substring(0, known));
        written.replace(0, known, part);
        Marks marks = new Marks(part);
        String text = marks.text();
        List<Span> spans = PassageSplitter.sentences(text, lang);
        List<WrittenSentence> whole = new ArrayList<>();
        int taken = 0;
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            boolean last = i == spans.size() - 1;
            if (last && !ended && !closed(text, span) && span.length() < LONGEST) {
                break;
            }
            int next = last ? text.length() : spans.get(i + 1).start();
            whole.add(new WrittenSentence(span.of(text), numbers(marks, i == 0 ? -1 : span.start(), next)));
            taken = next;
        }
        if (taken > 0) {
            written.delete(0, marks.inWritten(taken));
            mayEnd = ENDS.matcher(written).find();
        } else if (text.isBlank() && written.length() > LONGEST) {
            written.setLength(0);
        }
        return whole;
    }

    /** Whether a line ends after the last sentence, so that nothing more belongs to it. */
    private static boolean closed(String text, Span span) {
        return text.indexOf('\n', span.end()) >= 0;
    }

    /** Those that stand after {@code after} and at {@code until} at the latest. */
    private static List<Integer> numbers(Marks marks, int after, int until) {
        return marks.all().stream()
                .filter(mark -> mark.at() > after && mark.at() <= until)
                .flatMap(mark -> mark.numbers().stream())
                .distinct()
                .toList();
    }
}
