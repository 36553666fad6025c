package dev.nuri.indexer.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;

/**
 * One GET at a time: follows no redirect, sends no cookies and no credentials, decodes nothing, and ends when its time is
 * over however slowly the server answers. Thread-safe.
 */
final class WebClient implements AutoCloseable {

    private static final Timeout CONNECT_TIMEOUT = Timeout.ofSeconds(10);
    private static final int MAX_HEADERS = 200;
    private static final int MAX_LINE = 16 << 10;
    private static final int CONNECTIONS = 32;
    private static final int BUFFER = 1 << 16;

    private final CloseableHttpClient client;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("nuri-fetch-clock").factory());

    /**
     * What a server answered.
     *
     * @param contentType empty when it said none, like the location
     */
    record Answer(int status, String contentType, String location) {

        boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /** Takes the body of a successful answer. */
    @FunctionalInterface
    interface Body {
        void receive(Answer answer, InputStream body) throws IOException, UrlFetcher.FetchFailure;
    }

    WebClient(CheckedNames names, String userAgent) {
        PoolingHttpClientConnectionManager connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(names)
                .setMaxConnTotal(CONNECTIONS)
                .setMaxConnPerRoute(CONNECTIONS)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_TIMEOUT)
                        .build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxHeaderCount(MAX_HEADERS)
                                .setMaxLineLength(MAX_LINE)
                                .build())
                        .build())
                .build();
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setRedirectsEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                .setUserAgent(userAgent)
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableAutomaticRetries()
                .disableContentCompression()
                .build();
    }

    /**
     * Fetches.
     *
     * @param deadline of {@link System#nanoTime}
     * @throws TimeoutException when the time is over first
     */
    Answer get(URI at, long deadline, Body body) throws IOException, TimeoutException, UrlFetcher.FetchFailure {
        HttpGet request = new HttpGet(at);
        long left = deadline - System.nanoTime();
        ScheduledFuture<?> alarm = clock.schedule(request::cancel, Math.max(0, left), TimeUnit.NANOSECONDS);
        try {
            ClassicHttpResponse response = client.executeOpen(null, request, null);
            try {
                Answer answer =
                        new Answer(response.getCode(), header(response, "Content-Type"), header(response, "Location"));
                if (answer.isSuccess() && response.getEntity() != null) {
                    body.receive(answer, response.getEntity().getContent());
                }
                return answer;
            } finally {
                // What was not read is not wanted: closing alone would read on to the end.
                request.cancel();
                closeQuietly(response);
            }
        } catch (IOException e) {
            if (System.nanoTime() >= deadline) {
                throw late(e);
            }
            throw e;
        } finally {
            alarm.cancel(false);
        }
    }

    /**
     * Copies a body.
     *
     * @return false when there is more than {@code most} bytes; so many were copied
     */
    static boolean copy(InputStream from, OutputStream to, long most) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long left = most;
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
            to.write(buffer, 0, (int) Math.min(n, left));
            left -= n;
            if (left < 0) {
                return false;
            }
        }
        return true;
    }

    /** A pause between requests, on the calling thread. */
    static void pause(Duration duration) throws IOException {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static TimeoutException late(IOException e) {
        TimeoutException late = new TimeoutException("the time is over");
        late.initCause(e);
        return late;
    }

    private static String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null || header.getValue() == null ? "" : header.getValue();
    }

    private static void closeQuietly(ClassicHttpResponse response) {
        try {
            response.close();
        } catch (IOException e) {
            // The connection is gone, as it should be.
            return;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        client.close(org.apache.hc.core5.io.CloseMode.IMMEDIATE);
    }
}
