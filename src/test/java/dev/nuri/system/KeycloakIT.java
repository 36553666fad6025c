package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged server and a real OpenID provider. Run with {@code -Dnuri.keycloak}, which has the build fetch and unpack
 * one; web-ui's {@code OidcRouteTest} holds the rules with every build.
 */
@EnabledIfSystemProperty(
        named = "nuri.keycloak.home",
        matches = ".+",
        disabledReason = "a real OpenID provider takes minutes to start: ask for it with -Dnuri.keycloak")
class KeycloakIT {

    @TempDir
    Path temp;

    @Test
    void aPersonOfTheProviderDoesWhatHisGroupsMay() throws Exception {
        try (Keycloak keycloak = Keycloak.start(
                        Path.of(System.getProperty("nuri.keycloak.home")), temp.resolve("keycloak.log"));
                NuriServer server = NuriServer.start(
                        temp.resolve("data"),
                        "--set",
                        "nuri.auth=oidc",
                        "--set",
                        "nuri.oidc.issuer=" + keycloak.issuer(),
                        "--set",
                        "nuri.oidc.audience=nuri",
                        "--set",
                        "nuri.oidc.user-claim=preferred_username",
                        "--set",
                        "nuri.oidc.writers=editors")) {
            System.out.println("KeycloakIT: Keycloak knew its realm after "
                    + keycloak.startTime().toSeconds() + " s");
            byte[] text = "The lighthouse of Zorvania was built in 1742.".getBytes(StandardCharsets.UTF_8);
            Api kim = server.api().as(keycloak.token("kim"));
            Api lee = server.api().as(keycloak.token("lee"));
            assertThat(server.api().get("/api/collections").status()).isEqualTo(401);
            assertThat(kim.upload("a.txt", text, "default").status()).isEqualTo(403);
            Api.Reply accepted = lee.upload("a.txt", text, "default");
            assertThat(accepted.status()).isEqualTo(202);
            lee.awaitJob(accepted.body().path("jobId").asText());
            assertThat(kim.search("lighthouse", 1).path("hits")).hasSize(1);
            assertThat(kim.get("/api/status").status()).isEqualTo(403);
            assertThat(server.api()
                            .as(keycloak.token("kim") + "x")
                            .get("/api/collections")
                            .status())
                    .isEqualTo(401);
            String audit = Files.readString(server.dataDir().resolve("audit/audit.jsonl"));
            assertThat(audit).contains("\"caller\":\"user:lee\",\"event\":\"ingest.accepted\"");
        }
    }
}
