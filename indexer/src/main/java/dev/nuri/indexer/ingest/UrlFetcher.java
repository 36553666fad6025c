package dev.nuri.indexer.ingest;

import dev.nuri.indexer.IndexerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Fetches web pages and files from where the policy allows, with limits on size, time and redirects, as robots.txt
 * wishes. Every hop of a redirect passes the same checks. Thread-safe.
 */
final class UrlFetcher implements AutoCloseable {

    private static final int MAX_REDIRECTS = 5;
    private static final int SHOWN_LOCATION = 200;
    /** First part of media types that hold no text. */
    private static final Set<String> WITHOUT_TEXT = Set.of("audio", "video", "font");

    /** Ending of the file name for a content type, where a name does not say it. */
    private static final Map<String, String> ENDINGS = Map.ofEntries(
            Map.entry("text/html", ".html"),
            Map.entry("application/xhtml+xml", ".xhtml"),
            Map.entry("text/plain", ".txt"),
            Map.entry("text/markdown", ".md"),
            Map.entry("text/csv", ".csv"),
            Map.entry("application/pdf", ".pdf"),
            Map.entry("application/rtf", ".rtf"),
            Map.entry("application/epub+zip", ".epub"),
            Map.entry("application/zip", ".zip"),
            Map.entry("message/rfc822", ".eml"),
            Map.entry("application/msword", ".doc"),
            Map.entry("application/vnd.oasis.opendocument.text", ".odt"),
            Map.entry("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
            Map.entry("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
            Map.entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"));

    private final IndexerConfig.Fetch rules;
    private final long maxBytes;
    private final Duration timeout;
    private final CheckedNames names;
    private final Robots robots = new Robots(this::follow);
    /** Made with the first fetch: it costs threads, and most ingests are of files. */
    private WebClient client;

    /** Limits for one fetch, redirects included in the time. */
    UrlFetcher(IndexerConfig.Fetch rules, long maxBytes, Duration timeout) {
        this(rules, maxBytes, timeout, InetAddress::getAllByName);
    }

    UrlFetcher(IndexerConfig.Fetch rules, long maxBytes, Duration timeout, CheckedNames.Lookup lookup) {
        this.rules = rules;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        names = new CheckedNames(lookup, new AddressPolicy(rules.privateAddresses()));
    }

    /** Why nothing was fetched. */
    static final class FetchFailure extends Exception {
        private static final long serialVersionUID = 1;
        private final boolean gone;

        FetchFailure(String reason, boolean gone, Throwable cause) {
            super(reason, cause);
            this.gone = gone;
        }

        /** Whether the server says that there is nothing at the address any more. */
        boolean isGone() {
            return gone;
        }
    }

    /** Where a fetch came to its end, and what it found there. */
    private record Arrival(URI at, WebClient.Answer answer) {}

    /**
     * Fetches into a file.
     *
     * @return a file name that hints at the format
     */
    String fetch(URI address, Path into) throws FetchFailure {
        Arrival arrival = follow(address, rules.robots(), (answer, body) -> keep(answer, body, into));
        int status = arrival.answer().status();
        if (!arrival.answer().isSuccess()) {
            throw new FetchFailure(
                    "The server answered with status " + status + ".", status == 404 || status == 410, null);
        }
        return name(arrival.at(), arrival.answer().contentType());
    }

    private void keep(WebClient.Answer answer, InputStream body, Path into) throws IOException, FetchFailure {
        String type = mediaType(answer.contentType());
        if (WITHOUT_TEXT.contains(type.substring(0, Math.max(0, type.indexOf('/'))))) {
            throw new FetchFailure("It is " + type + ", which holds no text.", false, null);
        }
        try (OutputStream out = Files.newOutputStream(into)) {
            if (!WebClient.copy(body, out, maxBytes)) {
                throw new FetchFailure("It has more than the limit of " + maxBytes + " bytes.", false, null);
            }
        }
    }

    private WebClient.Answer follow(URI address, WebClient.Body body) throws FetchFailure {
        return follow(address, false, body).answer();
    }

    private Arrival follow(URI address, boolean asked, WebClient.Body body) throws FetchFailure {
        long deadline = System.nanoTime() + timeout.toNanos();
        URI at = address;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            Optional<String> refusal = WebAddress.refusal(at);
            if (refusal.isPresent()) {
                throw new FetchFailure((redirects == 0 ? "" : "It redirects: ") + refusal.get(), false, null);
            }
            if (asked) {
                deadline += ask(at);
            }
            WebClient.Answer answer = get(at, deadline, body);
            boolean moved = answer.status() >= 300
                    && answer.status() < 400
                    && !answer.location().isEmpty();
            if (!moved) {
                return new Arrival(at, answer);
            }
            at = redirect(at, answer.location());
        }
        throw new FetchFailure("It redirects more than " + MAX_REDIRECTS + " times.", false, null);
    }

    /** Keeps to what the site asks; the nanoseconds that took. */
    private long ask(URI at) throws FetchFailure {
        long start = System.nanoTime();
        robots.check(at);
        try {
            WebClient.pause(robots.pauseBefore(at));
        } catch (IOException e) {
            throw new FetchFailure("It was interrupted.", false, e);
        }
        return System.nanoTime() - start;
    }

    private synchronized WebClient client() {
        if (client == null) {
            client = new WebClient(names, rules.userAgent());
        }
        return client;
    }

    private static URI redirect(URI from, String location) throws FetchFailure {
        String shown = location.length() <= SHOWN_LOCATION ? location : location.substring(0, SHOWN_LOCATION) + "…";
        try {
            return from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new FetchFailure("It redirects to '" + shown + "', which is not a valid URL.", false, e);
        }
    }

    private WebClient.Answer get(URI at, long deadline, WebClient.Body body) throws FetchFailure {
        try {
            return client().get(at, deadline, body);
        } catch (TimeoutException e) {
            throw new FetchFailure("It took longer than the limit of " + timeout.toSeconds() + " s.", false, e);
        } catch (IOException e) {
            throw new FetchFailure(reason(at, e), false, e);
        }
    }

    private static String reason(URI at, IOException e) {
        if (e instanceof CheckedNames.RefusedHost) {
            return e.getMessage();
        }
        if (e instanceof UnknownHostException) {
            return "No address is known of the host " + at.getHost() + ".";
        }
        return e.getMessage() == null
                ? "The server cannot be reached."
                : "The server cannot be reached: " + e.getMessage() + ".";
    }

    private static String mediaType(String contentType) {
        return contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private static String name(URI address, String contentType) {
        String path = String.valueOf(address.getRawPath());
        String last = path.substring(path.lastIndexOf('/') + 1);
        String name = last.isEmpty() ? address.getHost() : decode(last);
        String ending = ENDINGS.getOrDefault(mediaType(contentType), "");
        return name.toLowerCase(Locale.ROOT).endsWith(ending) ? name : name + ending;
    }

    private static String decode(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    @Override
    public synchronized void close() {
        if (client != null) {
            client.close();
        }
    }
}
