package dev.nuri.web.rest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.access.AuditEvent;
import dev.nuri.web.access.AuditLog;
import dev.nuri.web.access.Caller;
import dev.nuri.web.access.Caller.Verb;
import dev.nuri.web.access.Credentials;
import dev.nuri.web.access.Limits;
import dev.nuri.web.access.RequestMark;
import dev.nuri.web.access.RouteVerbs;
import dev.nuri.web.api.ErrorView;
import dev.nuri.web.config.AccessSettings.Auth;
import dev.nuri.web.config.Settings;
import dev.nuri.web.traces.Traces;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Lets requests in: marks each with an id, finds out who makes it, whether he may do what its route does, and whether
 * there is room. Nothing that a browser sends by itself, such as a cookie, is taken for a credential; so another site
 * cannot make a browser speak for its user.
 */
@Singleton
class Door {

    /** Before {@link Guard}, so that what it refuses is marked too. */
    private static final int MARKS_FIRST = 1_100;

    /** After it. */
    private static final int ENTERS_NEXT = 900;

    /** Routes whose work is an answer. */
    private static final Set<String> ANSWERING = Set.of("/api/ask", "/v1/chat/completions");

    private static final Logger LOG = Logger.getLogger(Door.class);

    private final Auth auth;
    private final Credentials credentials;
    private final Tokens tokens;
    private final Limits limits;
    private final AuditLog audit;
    private final Measures measures;
    private final Traces traces;

    Door(
            Settings settings,
            Credentials credentials,
            Tokens tokens,
            Limits limits,
            AuditLog audit,
            Measures measures,
            Traces traces) {
        this.auth = settings.access().auth();
        this.credentials = credentials;
        this.tokens = tokens;
        this.limits = limits;
        this.audit = audit;
        this.measures = measures;
        this.traces = traces;
    }

    void filters(@Observes Filters filters) {
        measures.underWay(limits::underWay);
        filters.register(this::mark, MARKS_FIRST);
        filters.register(this::enter, ENTERS_NEXT);
    }

    private void mark(RoutingContext context) {
        String id = RequestMark.id(context.request().getHeader(RequestMark.HEADER));
        RequestMark.enter(id, context.request().remoteAddress().hostAddress());
        context.response().putHeader(RequestMark.HEADER, id);
        traces.request(context).ifPresent(end -> RequestEnd.after(context, end));
        context.next();
    }

    private void enter(RoutingContext context) {
        Optional<Verb> needed = RouteVerbs.of(context.request().method().name(), context.normalizedPath());
        if (needed.isEmpty()) {
            Caller.NOBODY.enter(context);
            context.next();
        } else if (auth == Auth.NONE) {
            let(context, Caller.LOCAL, needed.get());
        } else {
            ask(context, needed.get());
        }
    }

    /** Who is it? */
    private void ask(RoutingContext context, Verb needed) {
        Optional<String> token = Credentials.bearer(context.request().getHeader("Authorization"));
        if (token.isEmpty()) {
            refuse(context, "missing", null, "This needs a key: send it as Authorization: Bearer nuri_...");
        } else if (Credentials.isKey(token.get())) {
            key(context, token.get(), needed);
        } else if (auth == Auth.OIDC) {
            tokens.caller(
                    context,
                    caller -> let(context, caller, needed),
                    () -> refuse(context, "token", null, "This token is not valid here, or no longer."));
        } else {
            refuse(context, "unknown", null, "This is not a key of this server.");
        }
    }

    private void key(RoutingContext context, String secret, Verb needed) {
        try {
            switch (credentials.check(secret)) {
                case Credentials.Outcome.Known known -> let(context, known.caller(), needed);
                case Credentials.Outcome.Refused refused ->
                    refuse(
                            context,
                            refused.reason(),
                            refused.key(),
                            refused.key() == null
                                    ? "This is not a key of this server."
                                    : "This key is " + refused.reason() + ".");
            }
        } catch (NuriException e) {
            LOG.error(e.getMessage(), e);
            Refusals.refuse(context, 500, HttpErrors.of(500));
        }
    }

    private void refuse(RoutingContext context, String reason, String key, String sentence) {
        RequestMark.enter(Caller.NOBODY);
        measures.refused(reason);
        // Asked first: an address must not fill the audit log.
        if (limits.failed(context.request().remoteAddress().hostAddress())) {
            refuse(
                    context,
                    429,
                    "60",
                    "Too many requests from this address failed to say who makes them; wait a minute.");
            return;
        }
        audit.write(AuditEvent.AUTHENTICATION_FAILED, key, reason);
        context.response()
                .putHeader(
                        "WWW-Authenticate",
                        reason.equals("missing")
                                ? "Bearer realm=\"nuri\""
                                : "Bearer realm=\"nuri\", error=\"invalid_token\"");
        Refusals.refuse(context, 401, Refusals.unauthorized(sentence));
    }

    private static void refuse(RoutingContext context, int status, String retryAfter, String sentence) {
        context.response().putHeader("Retry-After", retryAfter);
        Refusals.refuse(context, status, ErrorView.of(ErrorCode.BUSY, sentence));
    }

    /** May he, and is there room? */
    private void let(RoutingContext context, Caller caller, Verb needed) {
        RequestMark.enter(caller);
        if (!caller.may(needed)) {
            String verb = needed.name().toLowerCase(Locale.ROOT);
            audit.write(AuditEvent.ACCESS_FORBIDDEN, null, "needs " + verb);
            measures.refused("forbidden");
            Refusals.refuse(
                    context,
                    403,
                    Refusals.forbidden("This needs the verb " + verb + ", which this key does not have."));
            return;
        }
        boolean answer = asksForAnswer(context);
        Optional<Limits.Refusal> refusal = limits.enter(caller, answer);
        if (refusal.isPresent()) {
            measures.refused(refusal.get().status() == 429 ? "rate" : "full");
            String seconds = Long.toString(
                    Math.max(1, refusal.get().retryAfter().plusMillis(999).toSeconds()));
            refuse(context, refusal.get().status(), seconds, refusal.get().sentence());
            return;
        }
        if (listens(context)) {
            limits.leave(caller, answer);
        } else {
            RequestEnd.after(context, () -> limits.leave(caller, answer));
        }
        caller.enter(context);
        context.next();
    }

    /** So many at once that searches, which are quick, go on beside them. */
    private static boolean asksForAnswer(RoutingContext context) {
        return ANSWERING.contains(context.normalizedPath());
    }

    /** Whether it only waits for what it may be told, as assistants do for hours. */
    private static boolean listens(RoutingContext context) {
        return context.request().method().equals(HttpMethod.GET)
                && Guard.isMcp(context.request().path());
    }
}
