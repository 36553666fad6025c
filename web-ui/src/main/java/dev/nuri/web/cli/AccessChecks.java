package dev.nuri.web.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.access.ApiKey;
import dev.nuri.web.access.Keys;
import dev.nuri.web.access.OwnerFile;
import dev.nuri.web.api.Json;
import dev.nuri.web.cli.DoctorTask.Check;
import dev.nuri.web.config.AccessSettings;
import dev.nuri.web.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What doctor looks at to tell whether only those are let in who should be. */
final class AccessChecks {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Clocks of two machines, or of a folder that was copied, may differ by this. */
    private static final Duration SKEW = Duration.ofMinutes(2);

    private final Settings settings;

    AccessChecks(Settings settings) {
        this.settings = settings;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>(List.of(callers(), keys(), folder(), clock()));
        if (settings.access().keyFile() != null) {
            checks.add(keyFile());
        }
        if (settings.access().oidc() != null) {
            checks.add(provider(settings.access().oidc()));
        }
        return checks;
    }

    private Check callers() {
        String how =
                "nuri.auth is " + settings.access().auth().name().toLowerCase(Locale.ROOT) + ", on " + settings.host();
        boolean open = settings.access().auth() == AccessSettings.Auth.NONE && !settings.loopback();
        return Server.strangers(settings)
                .map(sentence -> Check.wrong("callers", how, sentence))
                .orElseGet(() -> open
                        ? Check.advice(
                                "callers",
                                how + ": whoever reaches it may do everything",
                                "Make keys with nuri key create, set nuri.auth=keys and remove nuri.auth.open.")
                        : Check.ok("callers", how));
    }

    private Check keys() {
        Keys keys = new Keys(settings.dataDir());
        try {
            long valid = keys.list().stream()
                    .filter(key -> key.state(Instant.now()) == ApiKey.State.VALID)
                    .count();
            String detail = valid + " of " + keys.list().size() + " keys are valid";
            if (Files.exists(keys.path()) && OwnerFile.isOpenToOthers(keys.path())) {
                return Check.wrong(
                        "keys", keys.path() + " can be read or written by others", "chmod 600 " + keys.path());
            }
            return valid == 0 && settings.access().auth() == AccessSettings.Auth.KEYS
                    ? Check.advice("keys", detail, "Make one with nuri key create NAME.")
                    : Check.ok("keys", detail);
        } catch (NuriException | IOException e) {
            return Check.wrong("keys", e.getMessage(), "Put a backup of the file in its place, or delete it.");
        }
    }

    private Check folder() {
        Path dir = settings.dataDir();
        try {
            if (!Files.exists(dir)) {
                return Check.ok("privacy", dir + " is not there yet");
            }
            if (!Files.isWritable(dir) || !Files.isReadable(dir)) {
                return Check.wrong(
                        "privacy",
                        dir + " belongs to " + Files.getOwner(dir) + " and cannot be used by "
                                + System.getProperty("user.name"),
                        "chown -R " + System.getProperty("user.name") + " " + dir);
            }
            return OwnerFile.isOpenToOthers(dir)
                    ? Check.advice("privacy", "other users of this machine can look into " + dir, "chmod 700 " + dir)
                    : Check.ok("privacy", "only " + Files.getOwner(dir) + " can look into " + dir);
        } catch (IOException e) {
            return Check.wrong("privacy", dir + " cannot be looked at: " + e.getMessage(), "Mend the file system.");
        }
    }

    /** Keys and tokens end by the clock; files from the future tell that it was set back. */
    private Check clock() {
        Instant now = Instant.now();
        try {
            Instant newest = newest();
            return newest.isAfter(now.plus(SKEW))
                    ? Check.wrong(
                            "clock",
                            "it is " + now + ", but the data folder was written at " + newest,
                            "Set the clock: keys and tokens end by it.")
                    : Check.ok("clock", now.toString());
        } catch (IOException e) {
            return Check.advice("clock", "the data folder cannot be looked at: " + e.getMessage(), "");
        }
    }

    private Instant newest() throws IOException {
        if (!Files.isDirectory(settings.dataDir())) {
            return Instant.EPOCH;
        }
        try (Stream<Path> files = Files.list(settings.dataDir())) {
            Instant newest = Instant.EPOCH;
            for (Path file : files.toList()) {
                Instant modified = Files.getLastModifiedTime(file).toInstant();
                newest = modified.isAfter(newest) ? modified : newest;
            }
            return newest;
        }
    }

    private Check keyFile() {
        Path file = settings.access().keyFile();
        try {
            if (!Files.isReadable(file)) {
                return Check.wrong("key file", file + " cannot be read", "Mend nuri.key-file.");
            }
            return OwnerFile.isOpenToOthers(file)
                    ? Check.wrong("key file", file + " can be read by others", "chmod 600 " + file)
                    : Check.ok("key file", file.toString());
        } catch (IOException e) {
            return Check.wrong("key file", file + ": " + e.getMessage(), "Mend nuri.key-file.");
        }
    }

    private static Check provider(AccessSettings.Oidc oidc) {
        URI description = URI.create(oidc.issuer() + "/.well-known/openid-configuration");
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<byte[]> reply = client.send(
                    HttpRequest.newBuilder(description).timeout(PATIENCE).build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            JsonNode json = reply.statusCode() == 200 ? Json.LENIENT.readTree(reply.body()) : null;
            String issuer = json == null ? "" : json.path("issuer").asText();
            return issuer.equals(oidc.issuer().toString())
                    ? Check.ok("provider", issuer + " answers")
                    : Check.wrong(
                            "provider",
                            description + " answers with status " + reply.statusCode() + " and the issuer '" + issuer
                                    + "'",
                            "Set nuri.oidc.issuer to the address that the provider calls itself by.");
        } catch (IOException e) {
            return Check.wrong("provider", description + " does not answer", "Mend nuri.oidc.issuer, or the network.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Check.advice("provider", "interrupted", "Run doctor again.");
        }
    }
}
