package dev.nuri.web.cli;

import dev.nuri.moe.PullListener;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far a pull or a conversion is, on standard error: a bar on a terminal, else a line now and then, of JSON if asked for. */
interface PullProgress extends PullListener, AutoCloseable {

    /** The one that fits where standard error goes; {@code task} is what is being done, such as Fetching. */
    static PullProgress of(Console console, String task) {
        return console.live() && !console.json() ? new Bar(console, task) : new Lines(console);
    }

    @Override
    void close();

    /** A bar. */
    final class Bar implements PullProgress {

        private static final long MEGABYTE = 1_000_000;

        private final ProgressBar bar;

        Bar(Console console, String task) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setUnit(" MB", 1)
                    .showSpeed()
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setConsumer(new ConsoleProgressBarConsumer(console.errors()))
                    .setInitialMax(-1)
                    .build();
        }

        @Override
        public void progress(long done, long total, String file) {
            bar.maxHint(total < 0 ? -1 : total / MEGABYTE);
            bar.stepTo(done / MEGABYTE);
        }

        @Override
        public void note(String message) {
            bar.setExtraMessage(" " + message);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Lines. */
    final class Lines implements PullProgress {

        private static final long NANOS_BETWEEN = 2_000_000_000L;

        private final Console console;
        private long last = System.nanoTime();
        private long lastDone = -1;

        Lines(Console console) {
            this.console = console;
        }

        @Override
        public synchronized void progress(long done, long total, String file) {
            long now = System.nanoTime();
            boolean end = done == total;
            if (now - last < NANOS_BETWEEN && !end) {
                return;
            }
            double rate = lastDone < 0 ? 0 : (done - lastDone) * 1e9 / Math.max(1, now - last);
            last = now;
            lastDone = done;
            if (console.json()) {
                Map<String, Object> event = new LinkedHashMap<>();
                event.put("doneBytes", done);
                event.put("totalBytes", total);
                event.put("bytesPerSecond", Math.round(rate));
                event.put("file", file);
                console.event(event);
            } else {
                console.note(String.format(
                        Locale.ROOT,
                        "%s of %s, %s/s, %s",
                        Sizes.of(done),
                        total < 0 ? "an unknown size" : Sizes.of(total),
                        Sizes.of(Math.round(rate)),
                        file));
            }
        }

        @Override
        public void note(String message) {
            if (console.json()) {
                console.event(Map.of("note", message));
            } else {
                console.note(message);
            }
        }

        @Override
        public void close() {
            // Lines need no end.
        }
    }
}
