package dev.nuri.web.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.lang.JoseException;

/** An OpenID provider as far as a service sees it: its description, its public keys, and the tokens it signs. */
final class TokenIssuer {

    private static TokenIssuer started;

    private final HttpServer server;
    private final RsaJsonWebKey key = rsa("k1");

    private TokenIssuer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/.well-known/openid-configuration",
                exchange -> answer(
                        exchange,
                        "{\"issuer\":\"" + url() + "\",\"jwks_uri\":\"" + url() + "/keys\",\"token_endpoint\":\""
                                + url() + "/token\"}"));
        server.createContext(
                "/keys",
                exchange ->
                        answer(exchange, "{\"keys\":[" + key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY) + "]}"));
        server.start();
    }

    /** The one of this JVM. */
    static synchronized TokenIssuer started() {
        if (started == null) {
            try {
                started = new TokenIssuer();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return started;
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    static RsaJsonWebKey rsa(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            key.setAlgorithm("RS256");
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Claims of a good token. */
    JwtClaimsBuilder claims(String subject, String... groups) {
        return Jwt.claims()
                .issuer(url())
                .audience("nuri")
                .subject(subject)
                .groups(Set.copyOf(List.of(groups)))
                .expiresIn(300);
    }

    /** Signed with the provider's key. */
    String signed(JwtClaimsBuilder claims) {
        return claims.jws().keyId(key.getKeyId()).sign(key.getRsaPrivateKey());
    }
}
