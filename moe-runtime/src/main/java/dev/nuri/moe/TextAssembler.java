package dev.nuri.moe;

import dev.nuri.moe.tokenizer.Detokenizer;
import java.util.List;

/**
 * Turns tokens into text that may be shown: what could still become a stop sequence is held back until it cannot, and
 * nothing follows one that came.
 */
final class TextAssembler {
    private final Detokenizer detokenizer;
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    TextAssembler(Detokenizer detokenizer, List<String> stops) {
        this.detokenizer = detokenizer;
        this.stops = stops;
    }

    /** Takes a token; gives the text that is certain now. */
    String accept(int id) {
        return release(detokenizer.accept(id), false);
    }

    /** Ends the text; gives what was held back. */
    String finish() {
        return stopped ? "" : release(detokenizer.finish(), true);
    }

    /** Whether a stop sequence came. */
    boolean stopped() {
        return stopped;
    }

    private String release(String more, boolean last) {
        held.append(more);
        int end = firstStop();
        stopped = end >= 0;
        if (end < 0) {
            end = last ? held.length() : held.length() - longestBeginning();
        }
        String out = held.substring(0, end);
        held.delete(0, stopped ? held.length() : end);
        return out;
    }

    /** Where the first stop sequence begins, or -1. */
    private int firstStop() {
        return stops.stream()
                .mapToInt(held::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
    }

    /** Length of the longest end of the text that begins a stop sequence. */
    private int longestBeginning() {
        int longest = 0;
        for (String stop : stops) {
            for (int n = Math.min(stop.length() - 1, held.length()); n > longest; n--) {
                if (held.indexOf(stop.substring(0, n), held.length() - n) >= 0) {
                    longest = n;
                }
            }
        }
        return longest;
    }
}
