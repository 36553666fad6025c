package dev.nuri.indexer.log;

import java.io.IOException;

/** A log that is not as it was written, in a place that was once on the disk. */
public final class LogDamage extends IOException {

    private static final long serialVersionUID = 1L;

    private final String file;
    private final String what;

    LogDamage(String file, String what) {
        super(file + " " + what);
        this.file = file;
        this.what = what;
    }

    /** What is wrong with it. */
    public String what() {
        return what;
    }

    /** The damaged file. */
    public String file() {
        return file;
    }
}
