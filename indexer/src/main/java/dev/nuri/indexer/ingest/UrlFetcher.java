package dev.nuri.indexer.ingest;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches web pages and files, with limits on size, time and redirects. Sends no cookies and no credentials. */
final class UrlFetcher implements AutoCloseable {

    private static final int MAX_REDIRECTS = 5;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

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

    private final long maxBytes;
    private final Duration timeout;
    /** Made with the first fetch: it costs threads, and most ingests are of files. */
    private HttpClient client;

    /** Limits for one fetch, redirects included in the time. */
    UrlFetcher(long maxBytes, Duration timeout) {
        this.maxBytes = maxBytes;
        this.timeout = timeout;
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

    /**
     * Fetches into a file.
     *
     * @return a file name that hints at the format
     */
    String fetch(URI address, Path into) throws FetchFailure {
        long deadline = System.nanoTime() + timeout.toNanos();
        URI at = address;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            HttpResponse<Path> response = send(at, into, deadline);
            int status = response.statusCode();
            if (status >= 200 && status < 300) {
                return name(at, response.headers().firstValue("Content-Type").orElse(""));
            }
            String location = response.headers().firstValue("Location").orElse(null);
            if (status < 300 || status >= 400 || location == null) {
                throw new FetchFailure(
                        "The server answered with status " + status + ".", status == 404 || status == 410, null);
            }
            at = redirect(at, location);
        }
        throw new FetchFailure("It redirects more than " + MAX_REDIRECTS + " times.", false, null);
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
        }
        return client;
    }

    private static URI redirect(URI from, String location) throws FetchFailure {
        try {
            URI to = from.resolve(location);
            String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
            if (to.getHost() != null && (scheme.equals("http") || scheme.equals("https"))) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            throw new FetchFailure("It redirects to '" + location + "', which is not a valid URL.", false, e);
        }
        throw new FetchFailure("It redirects to '" + location + "', which is not an http or https URL.", false, null);
    }

    private HttpResponse<Path> send(URI at, Path into, long deadline) throws FetchFailure {
        HttpRequest request =
                HttpRequest.newBuilder(at).header("User-Agent", "Nuri").build();
        CompletableFuture<HttpResponse<Path>> response =
                client().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofFile(into), maxBytes));
        try {
            return response.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new FetchFailure("It took longer than the limit of " + timeout.toSeconds() + " s.", false, e);
        } catch (ExecutionException e) {
            throw new FetchFailure(reason(e.getCause()), false, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FetchFailure("It was interrupted.", false, e);
        } finally {
            response.cancel(true);
        }
    }

    private String reason(Throwable e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof IOException && message.contains("body exceeds capacity")) {
            return "It has more than the limit of " + maxBytes + " bytes.";
        }
        return e.getMessage() == null
                ? "The server cannot be reached."
                : "The server cannot be reached: " + message + ".";
    }

    private static String name(URI address, String contentType) {
        String path = String.valueOf(address.getRawPath());
        String last = path.substring(path.lastIndexOf('/') + 1);
        String name = last.isEmpty() ? address.getHost() : decode(last);
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        String ending = ENDINGS.getOrDefault(type, "");
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
            client.shutdownNow();
        }
    }
}
