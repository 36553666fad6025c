package dev.nuri.indexer.extract;

/** A document that cannot be read, for a reason fit for the user. */
final class ReadFailure extends Exception {

    private static final long serialVersionUID = 1;

    private final String stage;

    /**
     * Says what went wrong.
     *
     * @param stage as in {@link dev.nuri.indexer.TextExtractor.Sink#failure}
     * @param reason one sentence
     */
    ReadFailure(String stage, String reason) {
        super(reason);
        this.stage = stage;
    }

    ReadFailure(String stage, String reason, Throwable cause) {
        super(reason, cause);
        this.stage = stage;
    }

    String stage() {
        return stage;
    }
}
