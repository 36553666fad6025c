package dev.nuri.web.cli;

/** A model cannot be opened, whatever is asked of it: the file is absent, malformed, or of a kind not known. */
final class UnusableModel extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnusableModel(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
