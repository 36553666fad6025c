package dev.nuri.indexer.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.TextExtractor;
import dev.nuri.indexer.TextExtractors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No document makes its reader fetch an address or show another file, or write one where its archive says. */
class OutsideTest {

    private static final String CANARY = "c4n4ry-kept-to-ourselves";

    @TempDir
    Path folder;

    @Test
    void nothingIsFetched() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), CANARY);
        AtomicInteger connections = new AtomicInteger();
        int marked = 0;
        List<Made> carriers;
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                TextExtractor pool = TextExtractors.forked(limits())) {
            Thread.ofPlatform().daemon().start(() -> accept(listener, connections));
            String address = "http://127.0.0.1:" + listener.getLocalPort();
            carriers = Carriers.all(address, secret.toUri().toString());
            for (Made carrier : carriers) {
                Outcome outcome = read(pool, carrier);
                marked += outcome.failures.isEmpty() ? 0 : 1;
                assertThat(outcome.documents.size() + outcome.failures.size())
                        .as(carrier.name())
                        .isPositive();
                assertThat(outcome.documents.toString() + outcome.failures)
                        .as(carrier.name())
                        .doesNotContain(CANARY);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "OutsideTest: %d carriers, %d connections, %d refused in whole or part%n",
                carriers.size(),
                connections.get(),
                marked);
        assertThat(connections).hasValue(0);
    }

    @Test
    void namesOfMembersAreLabels() throws Exception {
        List<String> names = MemberNames.all(folder.resolve("planted").toString());
        try (TextExtractor pool = TextExtractors.forked(limits())) {
            for (String name : names) {
                List<Made> archives = new ArrayList<>();
                archives.add(new Made("names.zip", () -> Packed.zip(Map.of(name, Packages.text("some text")))));
                if (!name.endsWith("/")) { // in a tar that is a folder, which holds nothing
                    archives.add(new Made("names.tar", () -> Packed.tar(Map.of(name, Packed.bytes("some text")))));
                }
                for (Made archive : archives) {
                    Outcome outcome = read(pool, archive);
                    assertThat(outcome.documents.size() + outcome.failures.size())
                            .as(archive.name() + " " + name)
                            .isPositive();
                    outcome.documents.forEach(document -> assertThat(document.member())
                            .as(name)
                            .isNotBlank()
                            .hasSizeLessThan(1_000)
                            .doesNotContainPattern("\\p{Cntrl}"));
                }
            }
        }
        System.out.printf(Locale.ROOT, "OutsideTest: %d names of members in 2 kinds of archives%n", names.size());
        try (var files = Files.list(folder)) {
            assertThat(files).as("files that an archive brought").isEmpty();
        }
    }

    private Outcome read(TextExtractor pool, Made made) throws IOException {
        Path inner = Files.createTempDirectory("hostile-");
        Path file = inner.resolve("file");
        try {
            Files.write(file, made.bytes().get());
            return Outcome.of(pool, file, made.name());
        } finally {
            Files.deleteIfExists(file);
            Files.delete(inner);
        }
    }

    private static void accept(ServerSocket listener, AtomicInteger connections) {
        while (true) {
            try {
                listener.accept().close();
                connections.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static IndexerConfig.Parser limits() {
        return new IndexerConfig.Parser(
                1,
                192,
                900,
                Duration.ofSeconds(20),
                16 << 20,
                1_000_000,
                100,
                5,
                16 << 20,
                List.of(),
                Path.of("no-ocr-in-this-test"));
    }
}
