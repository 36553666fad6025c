package dev.nuri.indexer.passage;

import dev.nuri.indexer.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs the sentences of a section into passages of about even size, each but the first beginning with the last
 * sentence of the one before unless that is long.
 */
public final class SectionPacker {

    /** Largest size of a passage, in {@link TextSize} units: 220 words. */
    static final int MAX = 220 * TextSize.WORD;

    /** Largest size of a sentence that is repeated in the next passage: 60 words. */
    static final int MAX_OVERLAP = 60 * TextSize.WORD;

    /** The size passages aim at: a section is parted into as few passages of this size as hold it, evenly. */
    private static final int TARGET = 190 * TextSize.WORD;

    private final String text;
    private final List<Span> sentences = new ArrayList<>();
    private final List<Span> passages = new ArrayList<>();
    private SentenceCutter cutter;
    private int[] sizes = new int[0];

    private SectionPacker(String text) {
        this.text = text;
    }

    /** The spans of the passages of {@code text} between {@code start} and {@code end}, in order. */
    public static List<Span> pack(String text, int start, int end, String lang) {
        SectionPacker packer = new SectionPacker(text);
        SentenceFinder.find(text, start, end, lang, packer::addSentence);
        packer.pack();
        return packer.passages;
    }

    private void addSentence(Span sentence) {
        if (sizeOf(sentence) > MAX) {
            if (cutter == null) {
                cutter = new SentenceCutter(TARGET);
            }
            cutter.cut(text, sentence, sentences::add);
        } else {
            sentences.add(sentence);
        }
    }

    private int sizeOf(Span span) {
        return TextSize.of(text, span.start(), span.end());
    }

    /** Size of a sentence and the white space before it, so that a wide gap parts passages. */
    private int sizeWithGap(int i) {
        Span sentence = sentences.get(i);
        int from = i == 0 ? sentence.start() : sentences.get(i - 1).end();
        return TextSize.of(text, from, sentence.end());
    }

    private void pack() {
        sizes = new int[sentences.size()];
        long remaining = 0;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = sizeWithGap(i);
            remaining += sizes[i];
        }
        int next = 0;
        int overlap = 0;
        while (next < sizes.length) {
            long goal = goal(remaining + overlap);
            int first = overlap > 0 ? next - 1 : next;
            int end = passageEnd(next, overlap, goal);
            for (int i = next; i < end; i++) {
                remaining -= sizes[i];
            }
            passages.add(new Span(
                    sentences.get(first).start(), sentences.get(end - 1).end()));
            overlap = overlapBefore(end);
            next = end;
        }
    }

    /** The even share of what is left. */
    private static long goal(long remaining) {
        long parts = (remaining + TARGET - 1) / TARGET;
        return remaining <= MAX ? MAX : remaining / parts;
    }

    /** One past the last sentence of a passage that begins with {@code overlap} and then sentence {@code next}. */
    private int passageEnd(int next, int overlap, long goal) {
        long size = overlap;
        int i = next;
        do {
            size += sizes[i++];
        } while (i < sizes.length && size < goal && size + sizes[i] <= MAX);
        return i;
    }

    /** Size of the sentence before {@code next} when the passage that begins there repeats it, or 0. */
    private int overlapBefore(int next) {
        int size = sizes[next - 1];
        boolean repeats = next < sizes.length && size <= MAX_OVERLAP && size + sizes[next] <= MAX;
        return repeats ? size : 0;
    }
}
