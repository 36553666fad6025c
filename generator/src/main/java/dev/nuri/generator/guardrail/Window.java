package dev.nuri.generator.guardrail;

import java.util.ArrayList;
import java.util.List;

/**
 * What is looked at in one go: a unit, with the unit before it where no sentence ends between them, so that nothing is
 * missed that lies across a cut.
 *
 * @param start first code unit in the whole text
 * @param end one past the last
 * @param text the text between
 */
record Window(int start, int end, String text) {

    /** The window that ends with {@code unit}. */
    static Window of(CharSequence text, Units.Unit before, Units.Unit unit) {
        int start = before == null || before.sentence() ? unit.start() : before.start();
        return new Window(start, unit.end(), text.subSequence(start, unit.end()).toString());
    }

    /** The windows of a whole text. */
    static List<Window> of(String text) {
        List<Window> windows = new ArrayList<>();
        Units units = new Units();
        Units.Unit before = null;
        for (Units.Unit unit = units.next(text, true); unit != null; unit = units.next(text, true)) {
            windows.add(of(text, before, unit));
            before = unit;
        }
        return windows;
    }

    /** Runs of windows of about {@code length} code units at most, for a text that is judged as a whole. */
    static List<Window> joined(String text, int length) {
        List<Window> joined = new ArrayList<>();
        int start = 0;
        int end = 0;
        for (Window window : of(text)) {
            if (window.end() - start > length && end > start) {
                joined.add(new Window(start, end, text.substring(start, end)));
                start = end;
            }
            end = window.end();
        }
        if (end > start) {
            joined.add(new Window(start, end, text.substring(start, end)));
        }
        return joined;
    }
}
