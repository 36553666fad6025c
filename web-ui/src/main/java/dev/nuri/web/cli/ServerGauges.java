package dev.nuri.web.cli;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a server shows of itself at {@code /q/metrics}, and the system of its process when that is on this machine. */
final class ServerGauges {

    /** The request that asks is under way itself. */
    private static final int OWN = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http;
    private final URI url;
    private final long pid;
    private final Path log;

    /**
     * @param pid of the server's process
     * @param log what it says; null when that is not known
     */
    ServerGauges(HttpClient http, URI url, long pid, Path log) {
        this.http = http;
        this.url = url;
        this.pid = pid;
        this.log = log;
    }

    /**
     * What the server holds at a moment.
     *
     * @param heapBytes used of the heap
     * @param threads alive, virtual ones not among them
     * @param openFiles open file descriptors
     * @param residentBytes memory of the process; 0 where the system does not tell
     * @param underWay requests that it serves, without the one that asks
     * @param stoppedAsks answers that came to no end, because their client had hung up or they failed
     */
    record Sample(long heapBytes, int threads, int openFiles, long residentBytes, int underWay, long stoppedAsks) {

        Map<String, Object> report() {
            Map<String, Object> report = new LinkedHashMap<>();
            report.put("heapBytes", heapBytes);
            report.put("threads", threads);
            report.put("openFiles", openFiles);
            report.put("residentBytes", residentBytes);
            return report;
        }

        /** The larger of each. */
        Sample max(Sample other) {
            return new Sample(
                    Math.max(heapBytes, other.heapBytes),
                    Math.max(threads, other.threads),
                    Math.max(openFiles, other.openFiles),
                    Math.max(residentBytes, other.residentBytes),
                    Math.max(underWay, other.underWay),
                    Math.max(stoppedAsks, other.stoppedAsks));
        }
    }

    /**
     * As of now.
     *
     * @throws NuriException when the server says nothing for a minute; names a file with what its threads do then
     */
    Sample sample() throws IOException, InterruptedException {
        String metrics;
        try {
            metrics = http.send(
                            HttpRequest.newBuilder(url.resolve("/q/metrics"))
                                    .timeout(PATIENCE)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        } catch (HttpTimeoutException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    "The server did not tell its metrics within " + PATIENCE.toSeconds()
                            + " s: what its threads do then, and what it said, is in " + witness() + ".",
                    e);
        }
        return new Sample(
                (long) sum(metrics, "jvm_memory_used_bytes{", "area=\"heap\""),
                (int) sum(metrics, "jvm_threads_live_threads", ""),
                (int) sum(metrics, "process_files_open_files", ""),
                residentBytes(),
                (int) sum(metrics, "nuri_requests_active", "") - OWN,
                (long) sum(metrics, "nuri_ask_seconds_count{", "outcome=\"failed\""));
    }

    private Path witness() throws IOException, InterruptedException {
        Path file = Files.createTempFile("nuri-bench-serve-", ".txt");
        jcmd(file, "Thread.print", "-l");
        if (log != null) {
            Files.write(file, Files.readAllBytes(log), StandardOpenOption.APPEND);
        }
        return file;
    }

    private static double sum(String metrics, String name, String label) {
        return metrics.lines()
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** As of now, after the server threw away what it does not need; its heap is then what it holds. */
    Sample settled() throws IOException, InterruptedException {
        collectGarbage();
        return sample();
    }

    private void collectGarbage() throws IOException, InterruptedException {
        if (!jcmd(null, "GC.run")) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    "Process " + pid + " cannot be told to collect its garbage: the server must run on this machine,"
                            + " as the same user.");
        }
    }

    /**
     * Tells the server's JVM to do something.
     *
     * @param file takes what it says; null to throw that away
     * @return whether it did
     */
    private boolean jcmd(Path file, String... what) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid)));
        command.addAll(List.of(what));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        file == null ? ProcessBuilder.Redirect.DISCARD : ProcessBuilder.Redirect.to(file.toFile()))
                .start();
        return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private long residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> 1_024 * Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }
}
