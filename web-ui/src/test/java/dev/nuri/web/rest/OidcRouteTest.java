package dev.nuri.web.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.nuri.web.access.ApiKey;
import dev.nuri.web.access.Caller.Verb;
import dev.nuri.web.access.Keys;
import dev.nuri.web.config.Settings;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that takes the tokens of a provider. */
@QuarkusTest
@TestProfile(OidcProfile.class)
class OidcRouteTest {

    private final TokenIssuer issuer = TokenIssuer.started();

    @Inject
    Settings settings;

    @BeforeEach
    void ready() throws InterruptedException {
        for (int i = 0; i < 200 && given().get("/q/health/ready").statusCode() != 200; i++) {
            Thread.sleep(50);
        }
    }

    private static RequestSpecification as(String token) {
        return given().header("Authorization", "Bearer " + token);
    }

    private static Response search(String token) {
        return as(token)
                .contentType(ContentType.JSON)
                .body(Map.of("query", "x"))
                .post("/api/search");
    }

    @Test
    void aTokenOfTheProviderOpensWhatItsGroupsMay() {
        String reader = issuer.signed(issuer.claims("kim", "staff"));
        search(reader).then().statusCode(200);
        as(reader).get("/v1/models").then().statusCode(200);
        upload(reader).then().statusCode(403);
        as(reader).get("/q/metrics").then().statusCode(403);
        String writer = issuer.signed(issuer.claims("lee", "editors"));
        upload(writer).then().statusCode(202);
        as(writer).get("/api/status").then().statusCode(403);
        String admin = issuer.signed(issuer.claims("ada", "root"));
        upload(admin).then().statusCode(202);
        as(admin).get("/api/status").then().statusCode(200);
    }

    private static Response upload(String token) {
        byte[] text = "A lighthouse stands on the hill. ".repeat(8_000).getBytes(StandardCharsets.UTF_8);
        return as(token).multiPart("file", "a.txt", text).post("/api/documents");
    }

    @Test
    void nothingElseOpens() {
        RsaJsonWebKey stranger = TokenIssuer.rsa("k1");
        for (String token : new String[] {
            issuer.signed(issuer.claims("kim").audience("another")),
            issuer.signed(issuer.claims("kim").issuer("http://127.0.0.1:1")),
            issuer.signed(issuer.claims("kim").expiresAt(1_000_000_000L)),
            issuer.claims("kim").jws().keyId("k1").sign(stranger.getRsaPrivateKey()),
            issuer.claims("kim").jws().keyId("k2").sign(stranger.getRsaPrivateKey()),
            Jwt.claims()
                    .issuer(issuer.url())
                    .audience("nuri")
                    .expiresIn(300)
                    .jws()
                    .sign(stranger.getRsaPrivateKey()),
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJraW0ifQ.",
            "not-a-token"
        }) {
            Response reply = search(token);
            assertThat(reply.statusCode()).as(token).isEqualTo(401);
            reply.then()
                    .header("WWW-Authenticate", containsString("Bearer"))
                    .body("error.code", org.hamcrest.Matchers.equalTo("unauthorized"));
            upload(token).then().statusCode(401);
        }
        given().get("/api/collections").then().statusCode(401);
        String good = issuer.signed(issuer.claims("kim"));
        search(good.substring(0, good.length() - 4) + "AAAA").then().statusCode(401);
    }

    @Test
    void keysOpenAsWell() {
        String secret = new Keys(settings.dataDir())
                .create("service", new ApiKey.Grant(Set.of(Verb.READ), null, null), null)
                .secret();
        search(secret).then().statusCode(200);
        search(secret + "x").then().statusCode(401);
    }

    @Test
    void anAssistantIsKnownByItsToken() {
        String token = issuer.signed(issuer.claims("kim", "staff"));
        Response begun = mcp(
                token,
                null,
                Map.of(
                        "jsonrpc",
                        "2.0",
                        "id",
                        1,
                        "method",
                        "initialize",
                        "params",
                        Map.of(
                                "protocolVersion", "2025-06-18",
                                "capabilities", Map.of(),
                                "clientInfo", Map.of("name", "test", "version", "1"))));
        String session = begun.then().statusCode(200).extract().header("Mcp-Session-Id");
        mcp(token, session, Map.of("jsonrpc", "2.0", "method", "notifications/initialized"));
        Map<String, Object> call = Map.of(
                "jsonrpc",
                "2.0",
                "id",
                2,
                "method",
                "tools/call",
                "params",
                Map.of("name", "who_am_i", "arguments", Map.of()));
        assertThat(mcp(token, session, call).asString()).contains("user:kim");
    }

    private static Response mcp(String token, String session, Map<String, Object> message) {
        RequestSpecification request = as(token)
                .contentType(ContentType.JSON)
                .accept("application/json, text/event-stream")
                .body(message);
        return (session == null ? request : request.header("Mcp-Session-Id", session)).post("/mcp");
    }

    @Test
    void noTokenIsInTheAuditLog() throws Exception {
        String token = issuer.signed(issuer.claims("kim"));
        search(token.substring(0, token.length() - 4)).then().statusCode(401);
        upload(token).then().statusCode(403);
        String log = Files.readString(settings.dataDir().resolve("audit/audit.jsonl"));
        assertThat(log).contains("user:kim", "access.forbidden").doesNotContain(token.substring(40, 80));
    }
}
