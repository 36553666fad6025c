package dev.nuri.web.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
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
    /** More than the system takes for a connection by itself. */
    private static final int BYTES = 8 << 20;

    private static final long HEAP_GROWTH = 200L << 20;
    private static final int ROUND_MILLIS = 100;

    /** What hardly moves for a second or two is given up; what does not move at all only later. */
    public static class Profile extends LoopbackProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>(super.getConfigOverrides());
            settings.put("nuri.limit.stall", "1s");
            settings.put("quarkus.http.idle-timeout", "10m");
            settings.put("nuri.max-upload", "32M");
            settings.put("quarkus.http.limits.max-body-size", "64M");
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
        String id = document();
        long before = heap();
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < READERS; i++) {
                Socket socket = new Socket();
                // So that the system takes little of the reply by itself.
                socket.setReceiveBufferSize(8_192);
                socket.setSoTimeout(1);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), url.getPort()));
                readers.add(socket);
                socket.getOutputStream()
                        .write(("GET /api/documents/" + id + "/original HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            long most = heap();
            int underWay = underWay();
            for (int rounds = 0; underWay > 0 && rounds < 600; rounds++) {
                for (Socket socket : readers) {
                    readLittle(socket);
                }
                Thread.sleep(ROUND_MILLIS);
                underWay = underWay();
            }
            assertThat(underWay).as("under way while they go on reading").isZero();
            assertThat(most - before).as("growth of the heap while they hang").isLessThan(HEAP_GROWTH);
            given().contentType("application/json")
                    .body(Map.of("query", "lighthouse"))
                    .post("/api/search")
                    .then()
                    .statusCode(200)
                    .body("hits[0].documentId", equalTo(id));
            readers.getFirst().setSoTimeout(20_000);
            assertThat(rest(readers.getFirst())).as("cut off").isLessThan(BYTES);
        } finally {
            for (Socket socket : readers) {
                socket.close();
            }
        }
    }

    /** Requests under way, without the one that asks. */
    private static int underWay() {
        String metrics = given().get("/q/metrics").asString();
        return metrics.lines()
                        .filter(line -> line.startsWith("nuri_requests_active"))
                        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                        .sum()
                - 1;
    }

    /** Less than a tenth of 1 KiB. */
    private static void readLittle(Socket socket) throws IOException {
        try {
            assertThat(socket.getInputStream().read(new byte[64])).isLessThanOrEqualTo(64);
        } catch (SocketTimeoutException e) {
            // It waits for its turn.
            assertThat(socket.isClosed()).isFalse();
        } catch (SocketException e) {
            assertThat(e).as("hung up").isNotNull();
        }
    }

    private static long rest(Socket socket) throws IOException {
        long read = 0;
        try {
            byte[] some = new byte[1 << 16];
            for (int n = socket.getInputStream().read(some);
                    n >= 0;
                    n = socket.getInputStream().read(some)) {
                read += n;
            }
        } catch (SocketException hungUp) {
            return read;
        }
        return read;
    }

    /** A page with little text and a long comment. */
    private static String document() throws InterruptedException {
        String page =
                "<html><body><p>The lighthouse stands on a hill.</p><!--" + "x".repeat(BYTES) + "--></body></html>";
        String location = given().multiPart("file", "hill.html", page.getBytes(StandardCharsets.UTF_8))
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
