package dev.nuri.web.api;

import java.time.Duration;

/** Durations as they are shown: milliseconds or seconds with three digits after the point. */
public final class Millis {

    private Millis() {}

    /** Milliseconds. */
    public static double of(Duration duration) {
        return Math.round(duration.toNanos() / 1e3) / 1e3;
    }

    /** Seconds. */
    public static double seconds(Duration duration) {
        return Math.round(duration.toNanos() / 1e6) / 1e3;
    }
}
