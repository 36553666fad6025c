package dev.nuri.remote;

import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Requests of one kind to a server: how long they may take and how many are under way at once.
 *
 * @param attempt longest time for one answer
 * @param total after which a request is not repeated
 * @param room one permit for each request that may be under way
 * @param hurried whether somebody waits: all ends with {@code total}, the time in the queue counts, and a server that
 *     was just found down is not asked
 */
record Lane(Duration attempt, Duration total, Semaphore room, boolean hurried) {

    /** For somebody who waits. */
    static Lane hurried(Duration total, int atOnce) {
        return new Lane(total, total, new Semaphore(atOnce), true);
    }

    /** For work in the background. */
    static Lane patient(Duration attempt, Duration total, int atOnce) {
        return new Lane(attempt, total, new Semaphore(atOnce), false);
    }
}
