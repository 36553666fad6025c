package dev.nuri.web.cli;

import dev.nuri.web.api.ProgressView;
import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far an ingest is, on standard error: a bar on a terminal, a line now and then elsewhere. */
interface Progress extends Consumer<ProgressView>, AutoCloseable {

    /** The one that fits where standard error goes. */
    static Progress of(Console console) {
        return console.live() ? new Bar(console) : new Lines(console);
    }

    @Override
    void close();

    /** A bar. */
    final class Bar implements Progress {

        private final ProgressBar bar;

        Bar(Console console) {
            bar = new ProgressBarBuilder()
                    .setTaskName("Indexing")
                    .setUnit(" files", 1)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setConsumer(new ConsoleProgressBarConsumer(console.errors()))
                    .setInitialMax(-1)
                    .build();
        }

        @Override
        public void accept(ProgressView p) {
            bar.maxHint(p.scanning() ? -1 : p.filesTotal());
            bar.stepTo(p.filesDone());
            bar.setExtraMessage(String.format(
                    Locale.ROOT,
                    " %.0f passages/s%s",
                    p.passagesPerSecond(),
                    p.failures() > 0 ? ", " + p.failures() + " failed" : ""));
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Lines. */
    final class Lines implements Progress {

        private static final double SECONDS_BETWEEN = 5;

        private final Console console;
        private double last;

        Lines(Console console) {
            this.console = console;
        }

        @Override
        public synchronized void accept(ProgressView p) {
            if (p.seconds() - last >= SECONDS_BETWEEN) {
                last = p.seconds();
                console.note(String.format(
                        Locale.ROOT,
                        "%d of %d files, %d passages, %.0f passages/s, %d failed%s",
                        p.filesDone(),
                        p.filesTotal(),
                        p.passages(),
                        p.passagesPerSecond(),
                        p.failures(),
                        p.remainingSeconds() == null
                                ? ""
                                : String.format(Locale.ROOT, ", about %.0f s left", p.remainingSeconds())));
            }
        }

        @Override
        public void close() {
            // Lines need no end.
        }
    }
}
