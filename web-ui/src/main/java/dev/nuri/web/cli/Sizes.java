package dev.nuri.web.cli;

import java.util.Locale;

/** Sizes for people: decimal units, as disks and hubs count. */
final class Sizes {

    private Sizes() {}

    /** Bytes. */
    static String of(long bytes) {
        if (bytes < 1_000_000) {
            return String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
        }
        return bytes < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    /** A count such as of parameters. */
    static String count(long n) {
        if (n < 1_000_000) {
            return Long.toString(n);
        }
        return n < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1f M", n / 1e6)
                : String.format(Locale.ROOT, "%.1f B", n / 1e9);
    }
}
