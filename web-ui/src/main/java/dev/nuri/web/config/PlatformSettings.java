package dev.nuri.web.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Nuri's settings as Quarkus knows them, for those parts of it that Nuri leaves to Quarkus. */
public final class PlatformSettings {

    /** Beyond the time that a model may take, in which an answer that is not streamed moves nothing. */
    private static final Duration AFTER_MODEL = Duration.ofSeconds(30);

    private PlatformSettings() {}

    /** Key to value. */
    public static Map<String, String> of(Settings settings) {
        Map<String, String> quarkus = new LinkedHashMap<>();
        quarkus.put("quarkus.http.host", settings.host());
        // Above the limit the guard keeps, which tells of it in one sentence; this one only cuts undeclared bodies off.
        quarkus.put("quarkus.http.limits.max-body-size", Long.toString(2 * settings.maxUploadBytes()));
        quarkus.put(
                "quarkus.http.body.uploads-directory",
                settings.dataDir().resolve("incoming").toString());
        quarkus.put("quarkus.http.idle-timeout", idle(settings).toString());
        quarkus.put("quarkus.log.console.json.enabled", Boolean.toString(settings.jsonLogs()));
        if (settings.access().oidc() != null) {
            quarkus.putAll(of(settings.access().oidc()));
        }
        return quarkus;
    }

    private static Duration idle(Settings settings) {
        Duration idle = settings.access().idle();
        Duration quiet = settings.model().limits().timeout().plus(AFTER_MODEL);
        return settings.model().name().equals(Settings.NONE) || idle.compareTo(quiet) > 0 ? idle : quiet;
    }

    private static Map<String, String> of(AccessSettings.Oidc oidc) {
        return Map.of(
                "quarkus.oidc.tenant-enabled", "true",
                "quarkus.oidc.auth-server-url", oidc.issuer().toString(),
                "quarkus.oidc.token.issuer", oidc.issuer().toString(),
                "quarkus.oidc.token.audience", oidc.audience(),
                "quarkus.oidc.roles.role-claim-path", oidc.groupsClaim());
    }
}
