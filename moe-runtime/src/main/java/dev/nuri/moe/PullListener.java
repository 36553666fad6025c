package dev.nuri.moe;

/** Hears how a pull goes on. Called from several threads, one at a time. */
public interface PullListener {
    /**
     * More has arrived.
     *
     * @param done bytes on disk, those of an earlier attempt included
     * @param total bytes of all files, or -1 while the server has not said
     * @param file the file that grew
     */
    void progress(long done, long total, String file);

    /** Something worth a line: a connection dropped, a file begun anew. */
    void note(String message);

    /** Hears nothing. */
    static PullListener silent() {
        return new PullListener() {
            @Override
            public void progress(long done, long total, String file) {
                // Nobody listens.
            }

            @Override
            public void note(String message) {
                // Nobody listens.
            }
        };
    }
}
