package dev.nuri.moe.hub;

import dev.nuri.moe.ModelInputException;
import java.io.IOException;
import java.net.URI;

/** What an HTTP status that is no success means for a pull. */
final class Statuses {
    private static final long LONGEST_WAIT_SECONDS = 300;

    private Statuses() {}

    /**
     * Throws for a status that is no success.
     *
     * @throws ModelInputException if asking again would not help
     * @throws TransferException if it may
     */
    static void check(URI uri, Http.Answer answer) throws IOException {
        int status = answer.status();
        if (status / 100 == 2) {
            return;
        }
        switch (status) {
            case 401, 403 ->
                throw new ModelInputException(uri + " may not be read (status " + status
                        + "): accept its licence on the hub and give a token in NURI_MODELS_TOKEN");
            case 404, 410 -> throw new ModelInputException("there is nothing at " + uri + " (status " + status + ")");
            case 408, 425, 429, 500, 502, 503, 504 ->
                throw new TransferException("the server answered with status " + status, wait(answer));
            default -> throw new ModelInputException(uri + " answered with status " + status);
        }
    }

    private static long wait(Http.Answer answer) {
        String after = answer.header("Retry-After");
        return after != null && after.matches("\\d{1,6}") ? Math.min(LONGEST_WAIT_SECONDS, Long.parseLong(after)) : 0;
    }
}
