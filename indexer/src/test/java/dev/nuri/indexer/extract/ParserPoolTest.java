package dev.nuri.indexer.extract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.TextExtractor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a parser does to its process, only the file it read is lost. */
class ParserPoolTest {

    @TempDir
    static Path folder;

    private static TextExtractor pool;

    @BeforeAll
    static void open() {
        pool = new ParserPool(limits(1, Duration.ofSeconds(60), List.of()));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @ParameterizedTest
    @CsvSource({
        "exit, parse, exit code 42",
        "halt, parse, exit code 7",
        "fill memory, limit, 96 MiB",
        "throw out of memory, limit, 96 MiB",
        "overflow, parse, nested too deep",
        "throw, parse, made up",
        "corrupt, parse, only its results",
    })
    void aFileThatBreaksItsParserIsLostAlone(String command, String stage, String reason) throws IOException {
        Collected broken = new Collected();
        pool.extract(misbehave(command), "bad.bin", broken);

        assertThat(broken.onlyFailure().stage()).isEqualTo(stage);
        assertThat(broken.onlyFailure().reason()).contains(reason);
        assertThatNextFileIsRead(pool);
    }

    @Test
    void aFileThatHangsIsStopped() throws IOException {
        try (TextExtractor impatient = new ParserPool(limits(1, Duration.ofSeconds(3), List.of()))) {
            assertThatNextFileIsRead(impatient);
            Collected hung = new Collected();
            long start = System.nanoTime();
            impatient.extract(misbehave("hang"), "hang.bin", hung);

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
            assertThat(hung.onlyFailure())
                    .isEqualTo(new Collected.Failure("", "limit", "Reading took longer than 3.0 s and was stopped."));
        }
    }

    @ParameterizedTest
    @CsvSource({"native, 480 MiB of memory", "temp, 8388608 bytes of temporary files"})
    void aFileThatTakesTooMuchIsStopped(String command, String reason) throws IOException {
        Collected greedy = new Collected();
        pool.extract(misbehave(command), "greedy.bin", greedy);

        assertThat(greedy.onlyFailure().stage()).isEqualTo("limit");
        assertThat(greedy.onlyFailure().reason()).contains(reason);
        assertThatNextFileIsRead(pool);
    }

    @Test
    void whatAParserLeavesIsRemoved() throws IOException {
        Collected litter = new Collected();
        pool.extract(misbehave("litter"), "litter.bin", litter);

        assertThat(litter.only().text()).isEqualTo("done: litter");
        assertThat(temporaryFolders()).isNotEmpty().allSatisfy(f -> assertThat(f)
                .isEmptyDirectory());
    }

    @ParameterizedTest
    @ValueSource(strings = {"hang", "exit", "halt", "fill memory", "corrupt"})
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void whatAParserStartedEndsWithIt(String end) throws IOException {
        List<Path> others = temporaryFolders();
        try (TextExtractor impatient = new ParserPool(limits(1, Duration.ofSeconds(3), List.of()))) {
            assertThatNextFileIsRead(impatient);
            // The parser may write nowhere else.
            Path there = temporaryFolders().stream()
                    .filter(f -> !others.contains(f))
                    .findFirst()
                    .orElseThrow()
                    .resolve("pid");
            CompletableFuture<Long> pid = new CompletableFuture<>();
            Thread watcher = Thread.ofPlatform().daemon().start(() -> pid.complete(awaitNumber(there)));
            Collected lost = new Collected();
            impatient.extract(misbehave("program " + there + " " + end), "program.bin", lost);

            assertThat(lost.failures).hasSize(1);
            Optional<ProcessHandle> program =
                    ProcessHandle.of(pid.orTimeout(20, TimeUnit.SECONDS).join());
            watcher.interrupt();
            program.ifPresent(p -> assertThat(p.onExit()).succeedsWithin(Duration.ofSeconds(20)));
        }
    }

    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = {"amd64", "aarch64"})
    void aParserReachesNeitherNetworkNorFiles() throws Exception {
        Path outside = Files.createDirectories(folder.resolve("outside"));
        Path secret = Files.writeString(outside.resolve("secret.txt"), "a secret");
        AtomicInteger connections = new AtomicInteger();
        Collected asked = new Collected();
        try (ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> count(listener, connections));
            pool.extract(misbehave("ask " + listener.getLocalPort() + " " + outside), "ask.bin", asked);
        }
        String report = asked.only().text();
        System.out.println("ParserPoolTest: " + report);
        assertThat(connections).hasValue(0);
        for (String attempt : List.of("socket", "channel", "listen", "datagram", "url", "client", "name", "program")) {
            assertThat(report).contains(attempt + "=no");
        }
        if (fenceHolds()) {
            for (String attempt : List.of("read", "list", "write", "delete", "read by program")) {
                assertThat(report).contains(attempt + "=no");
            }
            assertThat(secret).hasContent("a secret");
            assertThat(outside).isDirectoryNotContaining(f -> f.endsWith("planted.txt"));
        }
        assertThat(report.substring(report.indexOf("environment=")))
                .matches("environment=\\[(?:(?:HOME|LANG|LC_ALL|LC_CTYPE|LD_LIBRARY_PATH|PATH|TEMP|TESSDATA_PREFIX|TMP"
                        + "|TMPDIR)(?:, )?)*]");
    }

    @Test
    void printingDoesNotReachTheProtocol() throws IOException {
        Collected chatty = new Collected();
        pool.extract(misbehave("print"), "chatty.bin", chatty);

        assertThat(chatty.only().text()).isEqualTo("done: print");
    }

    @Test
    void aProcessIsReusedOverFiles() throws IOException {
        assertThatNextFileIsRead(pool);
        List<Long> before = childProcesses();
        for (int i = 0; i < 5; i++) {
            assertThatNextFileIsRead(pool);
        }
        assertThat(before).containsAll(childProcesses());
    }

    @Test
    void threadsShareThePool() throws Exception {
        try (TextExtractor two = new ParserPool(limits(2, Duration.ofSeconds(60), List.of()));
                ExecutorService threads = Executors.newFixedThreadPool(6)) {
            List<Future<Collected>> results = new ArrayList<>();
            Path halting = misbehave("halt"); // written once: it may be read from now on
            for (int i = 0; i < 24; i++) {
                String text = "file " + i;
                Path file = i % 8 == 3 ? halting : write("shared-" + i + ".txt", text);
                results.add(threads.submit(() -> {
                    Collected collected = new Collected();
                    two.extract(file, "shared.txt", collected);
                    return collected;
                }));
            }
            for (int i = 0; i < 24; i++) {
                Collected collected = results.get(i).get(60, TimeUnit.SECONDS);
                if (i % 8 == 3) {
                    assertThat(collected.onlyFailure().reason()).contains("exit code 7");
                } else {
                    assertThat(collected.only().text()).isEqualTo("file " + i);
                }
            }
        }
    }

    @Test
    void aPoolThatCannotStartProcessesSaysSo() throws IOException {
        Path nowhere = folder.resolve("nowhere.jar");
        try (TextExtractor broken = new ParserPool(limits(1, Duration.ofSeconds(60), List.of(nowhere)))) {
            Collected collected = new Collected();
            broken.extract(write("fine.txt", "fine"), "fine.txt", collected);

            assertThat(collected.onlyFailure().reason()).startsWith("No parser process could be started");
        }
    }

    @Test
    void whatASinkThrowsReachesTheCaller() throws IOException {
        Path file = write("thrown.txt", "text");
        TextExtractor.Sink sink = new TextExtractor.Sink() {
            @Override
            public void document(dev.nuri.indexer.ExtractedDocument document) {
                throw new IllegalStateException("sink is full");
            }

            @Override
            public void failure(String member, String stage, String reason) {
                throw new AssertionError(reason);
            }
        };
        assertThatThrownBy(() -> pool.extract(file, "thrown.txt", sink)).hasMessage("sink is full");
        assertThatNextFileIsRead(pool);
    }

    @Test
    void aClosedPoolRefusesAndLeavesNoProcess() throws IOException {
        List<Long> before = childProcesses();
        ParserPool closing = new ParserPool(limits(1, Duration.ofSeconds(60), List.of()));
        assertThatNextFileIsRead(closing);
        List<ProcessHandle> started = ProcessHandle.current()
                .children()
                .filter(child -> !before.contains(child.pid()))
                .toList();
        closing.close();

        assertThat(started).hasSize(1);
        assertThat(started.getFirst().onExit().orTimeout(20, TimeUnit.SECONDS)).succeedsWithin(Duration.ofSeconds(20));
        Path file = write("late.txt", "late");
        assertThatThrownBy(() -> closing.extract(file, "late.txt", new Collected()))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void aParserEndsWithItsParent() throws Exception {
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PoolHolder.class.getName(),
                        write("held.txt", "held").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String pid = parent.inputReader(StandardCharsets.UTF_8).readLine();
        Optional<ProcessHandle> child = ProcessHandle.of(Long.parseLong(pid));
        assertThat(child).isPresent();
        parent.destroyForcibly(); // SIGKILL, after which it can clean up nothing

        assertThat(child.get().onExit()).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void whatIsNotAReadableFileIsReportedWithoutAProcess() throws IOException {
        ParserPool unused = new ParserPool(new IndexerConfig.Parser(
                1,
                96,
                1_000,
                Duration.ofSeconds(60),
                10,
                1000,
                10,
                2,
                1 << 20,
                List.of(folder.resolve("nowhere.jar")),
                null));
        Collected collected = new Collected();
        unused.extract(folder.resolve("absent.txt"), "absent.txt", collected);
        unused.extract(folder, "folder", collected);
        unused.extract(write("empty.txt", ""), "empty.txt", collected);
        unused.extract(write("large.txt", "more than ten bytes"), "large.txt", collected);

        assertThat(collected.failures)
                .extracting(Collected.Failure::stage)
                .containsExactly("read", "read", "read", "limit");
        assertThat(collected.failures.get(2).reason()).isEqualTo("The file is empty.");
        unused.close();
    }

    private static void assertThatNextFileIsRead(TextExtractor extractor) throws IOException {
        Collected next = new Collected();
        extractor.extract(write("next.txt", "the next file"), "next.txt", next);
        assertThat(next.only().text()).isEqualTo("the next file");
    }

    private static List<Path> temporaryFolders() throws IOException {
        String prefix = ChildCommand.FOLDER_PREFIX + ProcessHandle.current().pid() + "-";
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return entries.filter(e -> e.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    /** Whether this kernel has Landlock. */
    private static boolean fenceHolds() {
        try {
            new FileFence(SystemCalls.ofThisSystem().orElseThrow(), folder, Limits.of(new String[] {
                        "", "1", "1", "1", "1", "1", "", "1"
                    }))
                    .tryOut();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The number in a file that is there for a while only. */
    private static long awaitNumber(Path file) {
        while (true) {
            try {
                String text = Files.readString(file);
                if (!text.isEmpty()) {
                    return Long.parseLong(text);
                }
                Thread.sleep(2);
            } catch (IOException e) {
                LockSupport.parkNanos(2_000_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException("the test is over", e);
            }
        }
    }

    private static void count(ServerSocket listener, AtomicInteger connections) {
        while (true) {
            try {
                listener.accept().close();
                connections.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static List<Long> childProcesses() {
        return ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    private static Path misbehave(String command) throws IOException {
        String name = command.replaceAll("[^A-Za-z0-9]+", "-");
        return write(name + ".bin", MisbehavingParser.MAGIC + command);
    }

    private static Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    static IndexerConfig.Parser limits(int processes, Duration timeout, List<Path> classPath) {
        return new IndexerConfig.Parser(
                processes,
                96,
                480,
                timeout,
                1 << 20,
                1_000_000,
                100,
                3,
                8 << 20,
                classPath,
                Path.of("no-ocr-in-this-test"));
    }
}
