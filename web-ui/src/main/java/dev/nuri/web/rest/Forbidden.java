package dev.nuri.web.rest;

/** The caller is known, and may not do this. */
final class Forbidden extends RuntimeException {

    /** With a sentence for him. */
    Forbidden(String message) {
        super(message);
    }
}
