package dev.nuri.web.rest;

import dev.nuri.web.config.Key;
import dev.nuri.web.config.PlatformSettings;
import dev.nuri.web.config.SettingsReader;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** Callers are known by the tokens of a provider. */
public class OidcProfile extends LoopbackProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
        settings.put("nuri.auth", "oidc");
        settings.put("nuri.oidc.issuer", TokenIssuer.started().url());
        settings.put("nuri.oidc.audience", "nuri");
        settings.put("nuri.oidc.writers", "editors");
        settings.put("nuri.oidc.admins", "root");
        Map<String, String> all = new HashMap<>();
        for (Key key : Key.values()) {
            all.put(key.key(), key.defaultValue());
        }
        all.putAll(settings);
        settings.putAll(PlatformSettings.of(SettingsReader.read(new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build())));
        settings.put("quarkus.http.limits.max-body-size", "6M");
        return settings;
    }
}
