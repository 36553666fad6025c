package dev.nuri.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;

/** What the status of a server's answer means for who asked. */
final class Answers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_SAID = 200;

    private final String called;
    private final String key;
    private final String keyName;

    Answers(String called, String key, String keyName) {
        this.called = called;
        this.key = key;
        this.keyName = keyName;
    }

    /**
     * The body of a success.
     *
     * @throws ModelServer.Passing when the same may succeed later
     * @throws Refused when less may succeed
     * @throws NuriException when neither
     */
    byte[] accepted(HttpResponse<byte[]> answer) throws ModelServer.Passing, Refused {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return answer.body();
        }
        String what = "status " + status + said(answer.body());
        switch (status) {
            case 408, 425, 429, 500, 502, 503, 504, 529 -> throw new ModelServer.Passing(what, waitMillis(answer));
            case 400, 413, 422 ->
                throw new Refused(NuriException.invalid(called + " refuses what it is asked: " + what + "."));
            case 401, 403 ->
                throw NuriException.invalid(called + " refuses the key: " + what + "; give it in " + keyName + ".");
            case 404, 405 ->
                throw NuriException.invalid(
                        called + " has no such path or model: " + what + "; check both in the configuration.");
            case 301, 302, 303, 307, 308 ->
                throw NuriException.invalid(called + " must answer itself, but redirects"
                        + answer.headers()
                                .firstValue("Location")
                                .map(to -> " to " + clean(to))
                                .orElse("") + ": configure the address that answers.");
            default -> throw NuriException.invalid(called + " must answer with status 200, got " + what + ".");
        }
    }

    /** What the server says of it, where it says it as such servers do. */
    private String said(byte[] body) {
        try {
            JsonNode root = JSON.readTree(body);
            return Stream.of(
                            root.path("error").path("message"),
                            root.path("error"),
                            root.path("message"),
                            root.path("detail"))
                    .filter(JsonNode::isTextual)
                    .map(node -> clean(node.asText()))
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .map(text -> " (" + text + ")")
                    .orElse("");
        } catch (IOException e) {
            return ""; // not JSON
        }
    }

    /** One line, not too long, without the key. */
    private String clean(String text) {
        String hidden = key == null ? text : text.replace(key, "…");
        String line = hidden.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > MOST_SAID ? line.substring(0, MOST_SAID) + "…" : line;
    }

    /** A number of seconds or a date. */
    private static long waitMillis(HttpResponse<?> answer) {
        String after = answer.headers().firstValue("Retry-After").orElse("").strip();
        if (after.matches("\\d{1,9}")) {
            return 1000 * Long.parseLong(after);
        }
        try {
            Instant at = ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Math.max(0, Duration.between(Instant.now(), at).toMillis());
        } catch (DateTimeException | ArithmeticException e) {
            return 0;
        }
    }
}
