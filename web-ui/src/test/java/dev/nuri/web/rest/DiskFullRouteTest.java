package dev.nuri.web.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A disk that becomes full while the server runs, and has room again later: a file in memory takes the room. */
@QuarkusTest
@TestProfile(DiskFullRouteTest.Profile.class)
class DiskFullRouteTest {

    /** A file system of its own, which nobody else fills meanwhile. */
    private static final Path DISK = Path.of("/dev/shm");

    private static final long ROOM = 48L << 20;

    /** Its data folder, there when the disk is; elsewhere the test is skipped. */
    public static class Profile extends LoopbackProfile {

        private static Path folder;

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            if (Files.isWritable(DISK)) {
                try {
                    folder = Files.createTempDirectory(DISK, "nuri-disk-test");
                    settings.put("nuri.data-dir", folder.toString());
                    settings.put(
                            "quarkus.http.body.uploads-directory",
                            folder.resolve("incoming").toString());
                    long free = Files.getFileStore(DISK).getUsableSpace();
                    settings.put("nuri.min-free-disk", Long.toString(Math.max(0, free - ROOM)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return settings;
        }
    }

    @AfterAll
    static void clear() throws IOException {
        if (Profile.folder != null) {
            Files.deleteIfExists(filler());
        }
    }

    private static Path filler() {
        return Profile.folder.resolveSibling(Profile.folder.getFileName() + ".filler");
    }

    @Test
    void aFullDiskIsToldAndHealsByItself() throws Exception {
        assumeTrue(Profile.folder != null, DISK + " is not there");
        for (int i = 0; i < 200 && given().get("/q/health/ready").statusCode() != 200; i++) {
            Thread.sleep(50);
        }
        awaitDone(upload("one.txt", "The lighthouse stands on a hill.").statusCode(202));
        awaitDone(upload("two.txt", "The lighthouse keeper lives beside it.").statusCode(202));
        String id = search().body("total", equalTo(2)).extract().path("hits[0].documentId");

        Files.write(filler(), new byte[(int) (2 * ROOM)]);
        for (int i = 0; i < 3; i++) {
            upload("three.txt", "A third text about the lighthouse.")
                    .statusCode(507)
                    .body("error.code", equalTo("disk_full"))
                    .body("error.message", containsString("room"));
        }
        search().body("total", equalTo(2));
        given().delete("/api/documents/" + id).then().statusCode(204);
        search().body("total", equalTo(1));
        given().get("/q/health/ready").then().statusCode(200);

        Files.delete(filler());
        awaitDone(upload("three.txt", "A third text about the lighthouse.").statusCode(202));
        search().body("total", equalTo(2));
        given().post("/api/check").then().statusCode(200).body("ok", equalTo(true));
        assertThat(Profile.folder.resolve("incoming")).isEmptyDirectory();
    }

    private static ValidatableResponse upload(String name, String text) {
        return given().multiPart("file", name, text.getBytes(StandardCharsets.UTF_8))
                .post("/api/documents")
                .then();
    }

    private static void awaitDone(ValidatableResponse accepted) throws InterruptedException {
        String location = accepted.extract().header("Location");
        String state = given().get(location).jsonPath().getString("state");
        while (state.matches("queued|running")) {
            Thread.sleep(20);
            state = given().get(location).jsonPath().getString("state");
        }
        assertThat(state).isEqualTo("done");
    }

    private static ValidatableResponse search() {
        return given().contentType("application/json")
                .body(Map.of("query", "lighthouse"))
                .post("/api/search")
                .then()
                .statusCode(200);
    }
}
