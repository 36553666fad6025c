package dev.nuri.web.cli;

import java.util.Random;

/** Kinds of requests of a load, each with its share. */
enum LoadKind {
    SEARCH("search", 62),
    ASK("ask", 14),
    ASK_STREAM("askStream", 8),
    UPLOAD("upload", 5),
    JOB("job", 3),
    DELETE("delete", 3),
    /** An answer that the client does not wait for: it hangs up. */
    CANCEL("cancel", 5);

    private final String label;
    private final int share;

    LoadKind(String label, int share) {
        this.label = label;
        this.share = share;
    }

    /** Its name in a report. */
    String label() {
        return label;
    }

    /** One of them, each as often as its share says. */
    static LoadKind any(Random random) {
        int total = 0;
        for (LoadKind kind : values()) {
            total += kind.share;
        }
        int left = random.nextInt(total);
        for (LoadKind kind : values()) {
            left -= kind.share;
            if (left < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("shares do not add up");
    }
}
