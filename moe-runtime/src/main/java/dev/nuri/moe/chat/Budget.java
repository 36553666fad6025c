package dev.nuri.moe.chat;

/** Bounds what a template may do: it comes with a model, from anywhere. */
final class Budget {
    private static final long STEPS = 5_000_000;
    private static final long CHARS = 64L << 20;
    private static final int DEEPEST = 100;

    private long steps = STEPS;
    private long chars = CHARS;
    private int depth;

    /** One evaluation. */
    void step() {
        if (--steps < 0) {
            throw new TemplateException("takes more than " + STEPS + " steps");
        }
    }

    /** Characters or elements made. */
    void made(long count) {
        chars -= count;
        if (chars < 0) {
            throw new TemplateException("makes more than " + CHARS + " characters");
        }
    }

    /** A macro inside another. */
    void enter() {
        if (++depth > DEEPEST) {
            throw new TemplateException("calls itself deeper than " + DEEPEST);
        }
    }

    void leave() {
        depth--;
    }
}
