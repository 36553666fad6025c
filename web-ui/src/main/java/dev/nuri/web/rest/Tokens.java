package dev.nuri.web.rest;

import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import dev.nuri.web.access.Caller;
import dev.nuri.web.access.Caller.Verb;
import dev.nuri.web.config.AccessSettings;
import dev.nuri.web.config.Settings;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

/**
 * Knows callers by the tokens of an OpenID provider, which Quarkus checks: signature, issuer, audience, time. The subject
 * becomes a user, each value of the groups claim a group.
 */
@Singleton
class Tokens {

    private static final Logger LOG = Logger.getLogger(Tokens.class);

    private final AccessSettings.Oidc oidc;
    private final Provider<HttpAuthenticator> authenticator;

    Tokens(Settings settings, Provider<HttpAuthenticator> authenticator) {
        this.oidc = settings.access().oidc();
        this.authenticator = authenticator;
    }

    /**
     * Finds out whose token a request carries, without blocking.
     *
     * @param known told who it is
     * @param unknown told when the token is nobody's
     */
    void caller(RoutingContext context, Consumer<Caller> known, Runnable unknown) {
        HttpServerRequest request = context.request();
        // Nobody reads the body yet; what comes of it meanwhile must not be lost.
        request.pause();
        authenticator
                .get()
                .attemptAuthentication(context)
                .subscribe()
                .with(
                        identity -> {
                            Optional<Caller> caller = of(identity);
                            request.resume();
                            caller.ifPresentOrElse(known, unknown);
                        },
                        failure -> {
                            LOG.debug("A token was refused", failure);
                            request.resume();
                            unknown.run();
                        });
    }

    private Optional<Caller> of(SecurityIdentity identity) {
        if (identity == null || !(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Optional.empty();
        }
        Object user = token.getClaim(oidc.userClaim());
        if (user == null) {
            LOG.warnf("A token has no claim %s, which nuri.oidc.user-claim names", oidc.userClaim());
            return Optional.empty();
        }
        Set<String> principals = new HashSet<>();
        principal("user:" + user).ifPresent(principals::add);
        if (principals.isEmpty()) {
            return Optional.empty();
        }
        identity.getRoles().forEach(group -> principal("group:" + group).ifPresent(principals::add));
        return Optional.of(new Caller("user:" + user, new Viewer(principals, null), verbs(identity.getRoles())));
    }

    private Set<Verb> verbs(Set<String> groups) {
        Set<Verb> verbs = EnumSet.of(Verb.READ);
        if (!Collections.disjoint(groups, oidc.writers())) {
            verbs.add(Verb.WRITE);
        }
        if (!Collections.disjoint(groups, oidc.admins())) {
            verbs.addAll(EnumSet.allOf(Verb.class));
        }
        return verbs;
    }

    /** No permission can name what is not a principal's name. */
    private static Optional<String> principal(String name) {
        try {
            return Optional.of(Viewer.principal(name));
        } catch (NuriException e) {
            return Optional.empty();
        }
    }
}
