package dev.nuri.generator.prompt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leaves out of a stream what a model thinks: all between the tags that models put around it. A model that was asked to
 * think may have been given the opening tag with its prompt, so that only the closing one is written: then everything is
 * held back until it comes, or the text ends. One thread.
 */
public final class Thoughts {

    private static final Pattern OPEN = Pattern.compile(
            "<(?:think|thinking|thought|reasoning|reflection)>|◁think▷|\\[THINK]", Pattern.CASE_INSENSITIVE);
    private static final Pattern CLOSE = Pattern.compile(
            "</(?:think|thinking|thought|reasoning|reflection)>|◁/think▷|\\[/THINK]", Pattern.CASE_INSENSITIVE);
    private static final int LONGEST_TAG = 13;

    private final StringBuilder held = new StringBuilder();
    private boolean thinking;
    private boolean holding;

    /** @param awaited whether the text may begin in the middle of thoughts */
    public Thoughts(boolean awaited) {
        holding = awaited;
    }

    /** Whether a text has a tag around thoughts, as it may once Markdown was taken out of it. */
    public static boolean areIn(String text) {
        return OPEN.matcher(text).find() || CLOSE.matcher(text).find();
    }

    /** The model thinks in a channel of its own, so that the text is all answer. */
    public void apart() {
        holding = false;
    }

    /** Takes the next piece, and gives what of the text so far is no thought and may be told. */
    public String next(String piece) {
        held.append(piece);
        return told(false);
    }

    /** What was held back at the end of the text. A thought that does not end is none to show. */
    public String end() {
        holding = false;
        return told(true);
    }

    private String told(boolean ended) {
        StringBuilder out = new StringBuilder();
        while (true) {
            Matcher tag = (thinking ? CLOSE : OPEN).matcher(held);
            Matcher close = CLOSE.matcher(held);
            boolean found = tag.find();
            if (!thinking && close.find() && (!found || close.start() < tag.start())) {
                // Only a closing tag: all before it was thought.
                out.setLength(0);
                held.delete(0, close.end());
                holding = false;
            } else if (found) {
                out.append(thinking || holding ? "" : held.substring(0, tag.start()));
                held.delete(0, tag.end());
                holding = false;
                thinking = !thinking;
            } else {
                break;
            }
        }
        if (thinking) {
            // Enough to know a closing tag that has begun.
            held.delete(0, Math.max(0, held.length() - LONGEST_TAG));
        } else if (!holding) {
            int safe = ended ? held.length() : safe();
            out.append(held, 0, safe);
            held.delete(0, safe);
        }
        return out.toString();
    }

    /** Where a tag may have begun that has not ended. */
    private int safe() {
        int from = Math.max(0, held.length() - LONGEST_TAG);
        for (int i = from; i < held.length(); i++) {
            if ("<◁[".indexOf(held.charAt(i)) >= 0 && tagMayFollow(i)) {
                return i;
            }
        }
        return held.length();
    }

    private boolean tagMayFollow(int at) {
        for (int i = at + 1; i < held.length(); i++) {
            char c = held.charAt(i);
            if (c != '/' && !Character.isLetter(c)) {
                return false;
            }
        }
        return true;
    }
}
