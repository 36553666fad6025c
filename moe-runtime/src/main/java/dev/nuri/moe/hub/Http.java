package dev.nuri.moe.hub;

import dev.nuri.moe.ModelHub;
import dev.nuri.moe.ModelInputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * GET requests whose every read has a time limit. Redirects are followed here: only to http and https, never from
 * https to http, and without the token once another host is reached. The JDK's older client is used because a stalled
 * body is the usual failure of a long download, and only that client puts a limit on each read.
 */
final class Http {
    private static final int MOST_REDIRECTS = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final ModelHub.Settings settings;

    Http(ModelHub.Settings settings) {
        this.settings = settings;
    }

    /**
     * An answer whose body has not been read.
     *
     * @param connection the last one of a chain of redirects
     * @param linkedTag the first {@code X-Linked-Etag} of the chain: a hub names the checksum while redirecting
     */
    record Answer(HttpURLConnection connection, String linkedTag) implements AutoCloseable {
        int status() throws IOException {
            return connection.getResponseCode();
        }

        String header(String name) {
            return connection.getHeaderField(name);
        }

        InputStream body() throws IOException {
            return connection.getInputStream();
        }

        @Override
        public void close() {
            connection.disconnect();
        }
    }

    /**
     * Sends a GET.
     *
     * @param from first byte wanted; 0 for all
     * @param tag what the bytes before that belong to, or null
     * @throws IOException if the connection fails or stalls
     * @throws ModelInputException if it redirects to where it may not
     */
    Answer get(URI uri, long from, String tag) throws IOException {
        URI at = uri;
        String linkedTag = null;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            HttpURLConnection connection = open(at, from, tag);
            if (linkedTag == null) {
                linkedTag = connection.getHeaderField("X-Linked-Etag");
            }
            if (!REDIRECTS.contains(connection.getResponseCode())) {
                return new Answer(connection, linkedTag);
            }
            String location = connection.getHeaderField("Location");
            connection.disconnect();
            at = redirected(at, location);
        }
        throw new ModelInputException(uri + " redirects more than " + MOST_REDIRECTS + " times");
    }

    private HttpURLConnection open(URI uri, long from, String tag) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) settings.stall().toMillis());
        connection.setReadTimeout((int) settings.stall().toMillis());
        connection.setUseCaches(false);
        connection.setRequestProperty("User-Agent", "Nuri");
        connection.setRequestProperty("Accept-Encoding", "identity");
        if (from > 0) {
            connection.setRequestProperty("Range", "bytes=" + from + "-");
            if (tag != null) {
                connection.setRequestProperty("If-Range", tag);
            }
        }
        if (settings.token() != null && isHub(uri)) {
            connection.setRequestProperty("Authorization", "Bearer " + settings.token());
        }
        connection.connect();
        return connection;
    }

    private boolean isHub(URI uri) {
        URI hub = settings.address();
        return hub.getScheme().equalsIgnoreCase(uri.getScheme())
                && hub.getHost().equalsIgnoreCase(uri.getHost())
                && hub.getPort() == uri.getPort();
    }

    private static URI redirected(URI from, String location) {
        try {
            URI to = from.resolve(String.valueOf(location));
            String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
            boolean allowed = scheme.equals("https")
                    || (scheme.equals("http") && from.getScheme().equalsIgnoreCase("http"));
            if (location != null && to.getHost() != null && allowed) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            throw new ModelInputException(from + " redirects to '" + location + "', which is not a valid URL", e);
        }
        throw new ModelInputException(from + " redirects to '" + location + "', which is not allowed");
    }
}
