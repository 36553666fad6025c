package dev.nuri.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import dev.nuri.web.access.Caller.Verb;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {

    private static final ApiKey.Grant READER = new ApiKey.Grant(Set.of(Verb.READ), null, Set.of());

    @TempDir
    Path temp;

    private Credentials credentials() {
        return new Credentials(new Keys(temp), new OperatorKey(temp));
    }

    private static String reason(Credentials.Outcome outcome) {
        return outcome instanceof Credentials.Outcome.Refused refused ? refused.reason() : "known";
    }

    @Test
    void aSecretIsShownOnceAndOnlyItsHashIsKept() throws Exception {
        Keys.Created made = new Keys(temp).create("reader", READER, null);
        assertThat(made.secret()).matches("nuri_[0-9a-f]{12}_[A-Za-z0-9_-]{43}");
        String kept = Files.readString(temp.resolve("keys.json"));
        String random = made.secret().substring(made.secret().length() - 43);
        assertThat(kept).contains(made.key().id()).doesNotContain(random);
        assertThat(made.toString()).doesNotContain(random);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("keys.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void secretsAndSaltsAreNeverTheSame() {
        Keys keys = new Keys(temp);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Keys.Created made = keys.create("same", READER, null);
            assertThat(seen.add(made.secret())).isTrue();
            assertThat(seen.add(made.key().salt())).isTrue();
            assertThat(seen.add(made.key().hash())).isTrue();
        }
    }

    @Test
    void onlyTheSecretOpens() {
        String secret = new Keys(temp).create("reader", READER, null).secret();
        assertThat(credentials().check(secret)).isInstanceOfSatisfying(Credentials.Outcome.Known.class, known -> {
            assertThat(known.caller().name()).startsWith("reader (");
            assertThat(known.caller().viewer()).isEqualTo(new Viewer(Set.of(), null));
            assertThat(known.caller().verbs()).containsExactly(Verb.READ);
        });
        for (int i = 0; i < secret.length(); i++) {
            char other = secret.charAt(i) == 'a' ? 'b' : 'a';
            String wrong = secret.substring(0, i) + other + secret.substring(i + 1);
            assertThat(reason(credentials().check(wrong))).as(wrong).isEqualTo("unknown");
        }
        for (String wrong : List.of("", "nuri_", secret + "a", secret.substring(1), " " + secret, secret + "\n")) {
            assertThat(reason(credentials().check(wrong))).as(wrong).isEqualTo("unknown");
        }
    }

    @Test
    void whatIsRevokedElsewhereIsRefusedAtTheNextLook() {
        Keys server = new Keys(temp);
        Keys.Created made = server.create("reader", READER, null);
        Credentials door = new Credentials(server, new OperatorKey(temp));
        for (int i = 0; i < 20; i++) {
            Keys.Created next = new Keys(temp).create("n" + i, READER, null);
            assertThat(reason(door.check(next.secret()))).isEqualTo("known");
            new Keys(temp).revoke(next.key().id());
            assertThat(reason(door.check(next.secret()))).isEqualTo("revoked");
        }
        assertThat(reason(door.check(made.secret()))).isEqualTo("known");
        Instant first = new Keys(temp).revoke(made.key().id()).revoked();
        assertThat(new Keys(temp).revoke(made.key().id()).revoked()).isEqualTo(first);
        assertThatThrownBy(() -> server.revoke("none"))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("nuri key list");
    }

    @Test
    void whatHasExpiredIsRefused() {
        Keys keys = new Keys(temp);
        assertThat(reason(credentials()
                        .check(keys.create("old", READER, Instant.now().minusMillis(1))
                                .secret())))
                .isEqualTo("expired");
        assertThat(reason(credentials()
                        .check(keys.create("new", READER, Instant.now().plusSeconds(3600))
                                .secret())))
                .isEqualTo("known");
    }

    @Test
    void noKeyIsLostWhenManyAreMadeAtOnce() {
        Set<String> made = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 8).parallel().forEach(thread -> {
            Keys keys = new Keys(temp);
            for (int i = 0; i < 6; i++) {
                made.add(keys.create("k", READER, null).key().id());
            }
        });
        assertThat(new Keys(temp).list()).extracting(ApiKey::id).containsExactlyInAnyOrderElementsOf(made);
    }

    @Test
    void aDamagedFileOpensNothingAndIsNamed() throws Exception {
        Keys keys = new Keys(temp);
        String secret = keys.create("reader", READER, null).secret();
        String good = Files.readString(temp.resolve("keys.json"));
        for (String bad : List.of("", good.substring(0, good.length() / 2), "{\"format\":2,\"keys\":[]}", "[]")) {
            Files.writeString(temp.resolve("keys.json"), bad);
            assertThatThrownBy(() -> credentials().check(secret))
                    .isInstanceOfSatisfying(
                            NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT))
                    .hasMessageContaining("keys.json");
        }
    }

    @Test
    void theOperatorsKeyIsTheServersOwn() throws Exception {
        OperatorKey server = new OperatorKey(temp);
        server.write();
        String left = new OperatorKey(temp).read().orElseThrow();
        assertThat(new Credentials(new Keys(temp), server).check(left))
                .isEqualTo(new Credentials.Outcome.Known(Caller.OPERATOR));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("operator.key"))))
                .isEqualTo("rw-------");
        OperatorKey next = new OperatorKey(temp);
        next.write();
        assertThat(reason(new Credentials(new Keys(temp), next).check(left))).isEqualTo("unknown");
        server.remove();
        assertThat(temp.resolve("operator.key")).exists();
        next.remove();
        assertThat(temp.resolve("operator.key")).doesNotExist();
    }

    @Test
    void aBearerIsReadFromItsHeader() {
        assertThat(Credentials.bearer("Bearer abc")).contains("abc");
        assertThat(Credentials.bearer("bearer  abc ")).contains("abc");
        assertThat(Credentials.bearer("Basic abc")).isEmpty();
        assertThat(Credentials.bearer("Bearer ")).isEmpty();
        assertThat(Credentials.bearer(null)).isEmpty();
    }
}
