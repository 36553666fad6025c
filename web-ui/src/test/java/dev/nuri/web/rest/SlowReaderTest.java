package dev.nuri.web.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that ask for much and take hardly any of it. */
@QuarkusTest
@TestProfile(SlowReaderTest.Profile.class)
@Timeout(120)
class SlowReaderTest {

    private static final int READERS = 100;
    private static final int BYTES = 2_500_000;
    private static final long HEAP_GROWTH = 200L << 20;

    /** What hardly moves for a second or two is given up; what does not move at all only later. */
    public static class Profile extends LoopbackProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("nuri.limit.stall", "1s");
            settings.put("quarkus.http.idle-timeout", "10m");
            return settings;
        }
    }

    @TestHTTPResource
    URL url;

    @Test
    void whoHardlyReadsIsHungUpOnAndLeavesNothingBehind() throws Exception {
        for (int i = 0; i < 200 && given().get("/q/health/ready").statusCode() != 200; i++) {
            Thread.sleep(50);
        }
        String id = document("The lighthouse stands on a hill.\n".repeat(BYTES / 33));
        long before = heap();
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                Socket socket = new Socket();
                // So that the system takes little of the reply by itself.
                socket.setReceiveBufferSize(8_192);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()));
                readers.add(socket);
                String path = i % 2 == 0 ? "original" : "content";
                socket.getOutputStream()
                        .write(("GET /api/documents/" + id + "/" + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            long meanwhile = heap();
            given().contentType("application/json")
                    .body(Map.of("query", "lighthouse"))
                    .post("/api/search")
                    .then()
                    .statusCode(200)
                    .body("hits[0].documentId", equalTo(id));
            for (Socket socket : readers) {
                assertThat(readSlowly(socket)).isLessThan(BYTES);
            }
            assertThat(meanwhile - before).as("growth of the heap while they hang").isLessThan(HEAP_GROWTH);
        } finally {
            for (Socket socket : readers) {
                socket.close();
            }
        }
        String metrics = "";
        for (int i = 0; i < 100 && !metrics.contains("nuri_requests_active 1.0"); i++) {
            Thread.sleep(100);
            metrics = given().get("/q/metrics").asString();
        }
        assertThat(metrics).as("nothing but the asking is under way").contains("nuri_requests_active 1.0");
    }

    /** Takes a little every now and then; all that came until the other end hung up. */
    private static long readSlowly(Socket socket) throws Exception {
        byte[] little = new byte[512];
        long read = 0;
        socket.setSoTimeout(20_000);
        try {
            for (int i = 0; i < 20; i++) {
                int some = socket.getInputStream().read(little);
                if (some < 0) {
                    return read;
                }
                read += some;
                Thread.sleep(5);
            }
            return read + socket.getInputStream().readAllBytes().length;
        } catch (SocketException hungUp) {
            return read;
        }
    }

    private static String document(String text) throws InterruptedException {
        String location = given().multiPart("file", "hill.txt", text.getBytes(StandardCharsets.UTF_8))
                .post("/api/documents")
                .then()
                .statusCode(202)
                .extract()
                .header("Location");
        JsonPath job = given().get(location).jsonPath();
        while (job.getString("state").matches("queued|running")) {
            Thread.sleep(50);
            job = given().get(location).jsonPath();
        }
        return given().get("/api/documents").jsonPath().getString("documents[0].id");
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
