package dev.nuri.web.rest;

import dev.nuri.web.config.AccessSettings.Auth;
import dev.nuri.web.config.Settings;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Set;

/**
 * Stands before every route. A page of another site must not reach Nuri through the user's browser: neither by a form
 * or script that posts here (the Origin header tells), nor by a name that resolves to this machine (the Host header
 * tells). Also sets the headers that keep Nuri's own page from loading anything foreign.
 */
@Singleton
class Guard {

    static final String PAGE_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'";

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final int[] STATUSES = {400, 401, 403, 404, 405, 406, 408, 413, 414, 415, 431, 500, 503};

    private final Settings settings;
    private final Lifecycle lifecycle;

    Guard(Settings settings, Lifecycle lifecycle) {
        this.settings = settings;
        this.lifecycle = lifecycle;
    }

    void filters(@Observes Filters filters) {
        filters.register(this::check, 1_000);
    }

    void errors(@Observes Router router) {
        for (int status : STATUSES) {
            router.errorHandler(status, context -> {
                if (!context.response().ended() && !context.response().headWritten()) {
                    Refusals.refuse(context, status, HttpErrors.of(status));
                }
            });
        }
    }

    private void check(RoutingContext context) {
        headers(context);
        HttpServerRequest request = context.request();
        preferJson(request);
        if (asksNobody() && settings.loopback() && !LOOPBACK_NAMES.contains(hostOf(request))) {
            Refusals.refuse(context, 403, Refusals.forbidden("This server answers to localhost and 127.0.0.1 only."));
        } else if ((isMcp(request.path()) || !READING.contains(request.method())) && foreign(request)) {
            Refusals.refuse(context, 403, Refusals.forbidden("A page of another site must not change anything here."));
        } else if (declaredBytes(request) > (isMcp(request.path()) ? JsonLimit.MAX_BYTES : settings.maxUploadBytes())) {
            // Told before a byte of the body is read, so that the client hears it rather than a broken connection.
            Refusals.refuse(context, 413, HttpErrors.of(413));
        } else if (needsIndex(request.path()) && !lifecycle.isReady()) {
            Refusals.refuse(context, 503, HttpErrors.of(503));
        } else {
            context.next();
        }
    }

    /** Where nobody needs a key, a name that resolves to this machine is all that another site would need. */
    private boolean asksNobody() {
        return settings.access().auth() == Auth.NONE;
    }

    /** Whether a path is one of OpenAI's. */
    static boolean isOpenAi(String path) {
        return path.startsWith("/v1/");
    }

    /** Its streams are read by GET, which is why it wants the Origin checked for every method. */
    static boolean isMcp(String path) {
        return path.equals("/mcp") || path.startsWith("/mcp/");
    }

    private static boolean needsIndex(String path) {
        return path.startsWith("/api/") || isOpenAi(path) || isMcp(path);
    }

    /**
     * Where a route gives JSON or events, events are for those who ask for them by name; OpenAI's clients ask in the
     * body.
     */
    private static void preferJson(HttpServerRequest request) {
        String accept = request.getHeader("Accept");
        if (isOpenAi(request.path())) {
            request.headers().set("Accept", "application/json");
        } else if (request.path().startsWith("/api/") && (accept == null || accept.contains("*/*"))) {
            request.headers().set("Accept", "application/json, */*;q=0.1");
        }
    }

    private static long declaredBytes(HttpServerRequest request) {
        try {
            return Long.parseLong(request.getHeader("Content-Length"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static void headers(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", PAGE_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        if (needsIndex(context.request().path())) {
            // What one caller may read must not wait in a cache for the next.
            context.response().putHeader("Cache-Control", "no-store");
        }
    }

    private static String hostOf(HttpServerRequest request) {
        String host = request.getHeader("Host");
        if (host == null) {
            return request.authority() == null ? "" : request.authority().host();
        }
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }

    private static boolean foreign(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return "cross-site".equals(request.getHeader("Sec-Fetch-Site"));
        }
        try {
            String authority = URI.create(origin).getAuthority();
            return authority == null || !authority.equals(request.getHeader("Host"));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
