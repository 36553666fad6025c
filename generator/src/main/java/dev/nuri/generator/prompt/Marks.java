package dev.nuri.generator.prompt;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The marks of a text that a model wrote, in whatever brackets, digits and lists: {@code [1]}, {@code 【1†source】},
 * {@code ［１，２］}, {@code [^3]}, {@code [1-3]}, {@code [passage 2]}.
 *
 */
final class Marks {

    /** Longest mark that is waited for, in code units. */
    static final int LONGEST = 60;

    private static final int MOST_NUMBERS = 20;
    private static final String NUMBER = "\\p{Nd}{1,9}";
    private static final String WORD = "(?:[\\p{L}\\p{M}]{1,15}[\\s._:#-]{0,2})?";
    private static final String JOINT = "\\s?(?:[,;，、；،·&+]|\\.{2}|[-–—~～〜]|\\]\\s?\\[)\\s?";
    private static final String LIST = WORD + NUMBER + "(?:" + JOINT + WORD + NUMBER + "){0,19}\\s?";
    private static final String END = "(?=\\s?[.!?。！？]?\\s*(?:\\n|$))";
    /** In brackets; at the end of a line also in parentheses, or in brackets that do not close. */
    private static final Pattern MARK = Pattern.compile("[\\[【［〔]\\s?\\^?" + LIST
            + "(?:[†|][^\\]】］〕\\n]{0,30})?[\\]】］〕]" + "|[(（]" + LIST + "[)）]" + END + "|[\\[【［〔]" + LIST + END);

    private static final Pattern PART = Pattern.compile("(" + NUMBER + ")|([-–—~～〜])");
    private static final Pattern BEGUN = Pattern.compile("[\\[【［〔][^\\]】］〕\\n]{0," + LONGEST + "}$");

    private static final String NO_SPACE_BEFORE = ".,;:!?。、，．；：！？؟،۔।";

    private final StringBuilder text = new StringBuilder();
    private final List<Mark> marks = new ArrayList<>();
    /** Place in the text as written, by place in the text without marks. */
    private final int[] places;

    /**
     * A mark.
     *
     * @param at where it stood, in the text without marks
     * @param numbers that it names
     */
    record Mark(int at, List<Integer> numbers) {}

    /** Takes the marks out of a text. */
    Marks(String written) {
        places = new int[written.length() + 1];
        Matcher mark = MARK.matcher(written);
        int from = 0;
        while (mark.find()) {
            take(written, from, mark.start());
            from = mark.end();
            closeUp(written, from);
            marks.add(new Mark(text.length(), numbers(mark.group())));
        }
        take(written, from, written.length());
        places[text.length()] = written.length();
    }

    private void take(String written, int from, int to) {
        for (int i = from; i < to; i++) {
            places[text.length()] = i;
            text.append(written.charAt(i));
        }
    }

    /** {@code so [1].} leaves {@code so.} */
    private void closeUp(String written, int next) {
        boolean mark = next < written.length() && NO_SPACE_BEFORE.indexOf(written.charAt(next)) >= 0;
        if (mark && !text.isEmpty() && text.charAt(text.length() - 1) == ' ') {
            text.setLength(text.length() - 1);
        }
    }

    /** The text without them. */
    String text() {
        return text.toString();
    }

    /** All of them, in order. */
    List<Mark> all() {
        return marks;
    }

    /** Where a place of the text without marks was in the text as written, after the marks that stood there. */
    int inWritten(int place) {
        return places[place];
    }

    /** Where a mark has begun that may go on; the text's length where none has. */
    static int begun(CharSequence written) {
        Matcher begun = BEGUN.matcher(written);
        return begun.find() ? begun.start() : written.length();
    }

    private static List<Integer> numbers(String mark) {
        List<Integer> numbers = new ArrayList<>();
        boolean range = false;
        Matcher part = PART.matcher(mark);
        while (part.find() && numbers.size() < MOST_NUMBERS) {
            if (part.group(1) == null) {
                range = !numbers.isEmpty();
                continue;
            }
            int number = Integer.parseInt(part.group(1));
            int last = numbers.isEmpty() ? number : numbers.getLast();
            for (int n = last + 1; range && n < number && numbers.size() < MOST_NUMBERS; n++) {
                numbers.add(n);
            }
            numbers.add(number);
            range = false;
        }
        return numbers;
    }
}
