package dev.nuri.web.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys from the command line, and what doctor says of a set-up that lets the wrong people in. */
class KeyCommandTest {

    @TempDir
    Path temp;

    private Ran nuri(String... args) {
        return Ran.nuri(
                Stream.concat(Stream.of(args), Stream.of("--data-dir", temp.toString(), "--set", "nuri.embedder=none"))
                        .toArray(String[]::new));
    }

    @Test
    void aKeyIsMadeShownOnceListedAndRevoked() throws Exception {
        Ran made = nuri(
                "key",
                "create",
                "press office",
                "--verbs",
                "read,write",
                "--collections",
                "press,news",
                "--principals",
                "user:kim,group:staff",
                "--expires",
                "90d",
                "--json");
        assertThat(made.exit()).as(made.err()).isZero();
        JsonNode key = made.json();
        assertThat(key.path("key").asText()).startsWith("nuri_" + key.path("id").asText() + "_");
        assertThat(key.path("verbs").toString()).isEqualTo("[\"read\",\"write\"]");
        assertThat(key.path("collections").toString()).isEqualTo("[\"news\",\"press\"]");
        assertThat(key.path("principals").toString()).isEqualTo("[\"group:staff\",\"user:kim\"]");
        Duration left = Duration.between(
                Instant.now(), Instant.parse(key.path("expires").asText()));
        assertThat(left).isBetween(Duration.ofDays(89), Duration.ofDays(90));

        Ran list = nuri("key", "list");
        assertThat(list.out())
                .contains(key.path("id").asText(), "valid", "read,write", "press office", "in news,press")
                .doesNotContain(key.path("key").asText());
        Ran plain = nuri("key", "create", "reader");
        assertThat(plain.out().strip()).matches("nuri_[0-9a-f]{12}_[A-Za-z0-9_-]{43}");
        JsonNode reader = nuri("key", "list", "--json").json().path("keys").path(1);
        assertThat(reader.path("verbs").toString()).isEqualTo("[\"read\"]");
        assertThat(reader.has("collections")).isFalse();
        assertThat(reader.path("principals")).isEmpty();
        assertThat(nuri("key", "create", "all", "--reads-all", "--json").json().has("principals"))
                .isFalse();

        Ran revoked = nuri("key", "revoke", key.path("id").asText(), "--json");
        assertThat(revoked.json().path("revoked").path(0).path("state").asText())
                .isEqualTo("revoked");
        assertThat(nuri("key", "list").out()).contains("revoked");
        Ran unknown = nuri("key", "revoke", "none");
        assertThat(unknown.exit()).isEqualTo(Exit.FAILED);
        assertThat(unknown.err()).contains("'none'", "nuri key list");
        assertThat(Files.readString(temp.resolve("audit/audit.jsonl")))
                .contains("key.created", "key.revoked", key.path("id").asText())
                .doesNotContain(key.path("key").asText().substring(18));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--verbs write,all",
                "--verbs ,",
                "--expires soon",
                "--expires 0d",
                "--expires -1d",
                "--collections a/b",
                "--principals kim",
                "--reads-all --principals user:kim"
            })
    void wrongOptionsAreToldInOneSentence(String options) {
        Ran ran = nuri(("key create x " + options).split(" "));
        assertThat(ran.exit()).isEqualTo(Exit.USAGE);
        assertThat(ran.err()).startsWith("nuri: ").doesNotContain("\tat ");
        assertThat(temp.resolve("keys.json")).doesNotExist();
    }

    private String doctor(String check, String... settings) throws Exception {
        String[] args = Stream.concat(
                        Stream.of("doctor", "--json", "--set", "nuri.port=0"),
                        Stream.of(settings).flatMap(setting -> Stream.of("--set", setting)))
                .toArray(String[]::new);
        for (JsonNode each : nuri(args).json().path("checks")) {
            if (each.path("name").asText().equals(check)) {
                return each.path("state").asText() + " " + each.path("detail").asText() + " "
                        + each.path("todo").asText();
            }
        }
        throw new AssertionError("no check " + check);
    }

    @Test
    void doctorFindsWhoIsLetInByMistake() throws Exception {
        assertThat(doctor("callers")).startsWith("ok nuri.auth is none");
        assertThat(doctor("callers", "nuri.host=0.0.0.0")).startsWith("wrong").contains("nuri.auth=keys");
        assertThat(doctor("callers", "nuri.host=0.0.0.0", "nuri.auth.open=true"))
                .startsWith("advice");
        assertThat(doctor("callers", "nuri.host=0.0.0.0", "nuri.auth=keys")).startsWith("ok");
        assertThat(doctor("keys", "nuri.auth=keys")).startsWith("advice 0 of 0").contains("nuri key create");
    }

    @Test
    void doctorFindsFilesThatOthersCanRead() throws Exception {
        nuri("key", "create", "reader");
        assertThat(doctor("keys", "nuri.auth=keys")).startsWith("ok 1 of 1 keys");
        Files.setPosixFilePermissions(temp.resolve("keys.json"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(doctor("keys")).startsWith("wrong").contains("chmod 600");
        Files.writeString(temp.resolve("keys.json"), "damaged");
        assertThat(doctor("keys")).startsWith("wrong").contains("keys.json");
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(doctor("privacy")).startsWith("advice").contains("chmod 700");
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
        assertThat(doctor("privacy")).startsWith("ok");
        Path file = Files.writeString(temp.resolve("mine"), "nuri_x");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(doctor("key file", "nuri.key-file=" + file))
                .startsWith("wrong")
                .contains("chmod 600");
        assertThat(doctor("key file", "nuri.key-file=" + temp.resolve("none"))).startsWith("wrong");
    }

    @Test
    void doctorFindsAFullDiskAClockSetBackAndAProviderThatIsGone() throws Exception {
        assertThat(doctor("disk", "nuri.min-free-disk=1000000G"))
                .startsWith("wrong")
                .contains("nuri.min-free-disk");
        assertThat(doctor("clock")).startsWith("ok");
        Path future = Files.writeString(temp.resolve("future"), "");
        Files.setLastModifiedTime(future, FileTime.from(Instant.now().plus(Duration.ofDays(2))));
        assertThat(doctor("clock")).startsWith("wrong").contains("Set the clock");
        assertThat(doctor(
                        "provider", "nuri.auth=oidc", "nuri.oidc.audience=nuri", "nuri.oidc.issuer=http://127.0.0.1:1"))
                .startsWith("wrong")
                .contains("does not answer");
    }
}
