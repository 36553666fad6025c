package dev.nuri.web.cli;

import dev.nuri.retriever.ProgressListener;
import java.util.Locale;

/** Tells how far a measurement is: a line when a stage begins and every few seconds. */
final class Stages implements ProgressListener {

    private static final long NANOS_BETWEEN = 5_000_000_000L;

    private final Console console;
    private String stage = "";
    private long last;

    Stages(Console console) {
        this.console = console;
    }

    @Override
    public void progress(String name, long done, long total) {
        long now = System.nanoTime();
        if (!name.equals(stage) || now - last >= NANOS_BETWEEN) {
            stage = name;
            last = now;
            console.note(String.format(Locale.ROOT, "%s: %d of %d", name, done, total));
        }
    }
}
