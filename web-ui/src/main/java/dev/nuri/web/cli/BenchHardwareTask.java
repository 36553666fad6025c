package dev.nuri.web.cli;

import dev.nuri.hw.Backend;
import dev.nuri.hw.Backends;
import dev.nuri.hw.Buffer;
import dev.nuri.hw.Call;
import dev.nuri.hw.Device;
import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;

/** What this machine's memory and each backend reach: decoding is bounded by the one, prefill by the other. */
@Command(name = "hardware", description = "Measures memory reading and each backend's multiply-adds.")
final class BenchHardwareTask extends Task {

    private static final long MEMORY_BYTES = 256L << 20;
    private static final int READINGS = 5;
    private static final int ROWS = 512; // of a square F32 matrix: 1 MB, within the second-level cache
    private static final int TOKENS = 32;
    private static final long NANOS = 300_000_000L;

    @Override
    int run(Console console) {
        Map<String, Object> result = new LinkedHashMap<>();
        int threads = Runtime.getRuntime().availableProcessors();
        result.put("threads", threads);
        double read = readGigabytesPerSecond(threads);
        result.put("readGigabytesPerSecond", read);
        console.line(String.format(Locale.ROOT, "reading memory  %.1f GB/s with %d threads", read, threads));
        List<Map<String, Object>> backends = new ArrayList<>();
        result.put(
                "chosen",
                Backends.select(options.settings().backend()).backend().name());
        result.put("backends", backends);
        for (Backend backend : Backends.all()) {
            backends.add(measured(backend, console));
        }
        console.result(result);
        return Exit.DONE;
    }

    private static Map<String, Object> measured(Backend backend, Console console) {
        Backend.Availability probe = backend.probe();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("name", backend.name());
        figures.put("available", probe.available());
        figures.put("reason", probe.reason());
        if (probe.available()) {
            double rate = multiplyAddsPerSecond(backend);
            figures.put("multiplyAddsPerSecond", Math.round(rate));
            console.line(Columns.fit(backend.name(), 16)
                    + String.format(Locale.ROOT, "%.1f billion F32 multiply-adds/s  ", rate / 1e9)
                    + console.faint(probe.reason()));
        } else {
            console.line(Columns.fit(backend.name(), 16) + console.faint("not here: " + probe.reason()));
        }
        return figures;
    }

    /** The best of several readings of more memory than caches hold, each thread its own part. */
    private static double readGigabytesPerSecond(int threads) {
        long longs = MEMORY_BYTES / Long.BYTES;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(MEMORY_BYTES);
            memory.fill((byte) 1);
            double best = 0;
            for (int i = 0; i < READINGS; i++) {
                long start = System.nanoTime();
                long sum = LongStream.range(0, threads)
                        .parallel()
                        .map(t -> sum(memory, longs * t / threads, longs * (t + 1) / threads))
                        .sum();
                double seconds = (System.nanoTime() - start) / 1e9;
                best = sum == 0 ? best : Math.max(best, MEMORY_BYTES / seconds / 1e9);
            }
            return best;
        }
    }

    /** Four sums side by side, so that additions do not wait for each other. */
    private static long sum(MemorySegment memory, long from, long to) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (long i = from; i + 3 < to; i += 4) {
            a += memory.getAtIndex(ValueLayout.JAVA_LONG, i);
            b += memory.getAtIndex(ValueLayout.JAVA_LONG, i + 1);
            c += memory.getAtIndex(ValueLayout.JAVA_LONG, i + 2);
            d += memory.getAtIndex(ValueLayout.JAVA_LONG, i + 3);
        }
        return a + b + c + d;
    }

    private static double multiplyAddsPerSecond(Backend backend) {
        try (Device device = backend.open(0);
                Stream stream = device.newStream();
                Buffer weights = device.allocate((long) ROWS * ROWS * Float.BYTES);
                Buffer in = device.allocate((long) ROWS * TOKENS * Float.BYTES);
                Buffer out = device.allocate((long) ROWS * TOKENS * Float.BYTES)) {
            Call product = new Call.MatMul(
                    Tensor.of(weights, 0, TensorType.F32, ROWS, ROWS, 1),
                    Tensor.of(in, 0, TensorType.F32, ROWS, TOKENS, 1),
                    Tensor.of(out, 0, TensorType.F32, ROWS, TOKENS, 1));
            run(stream, product); // compiles it
            double best = 0;
            for (int i = 0; i < READINGS; i++) {
                best = Math.max(best, run(stream, product));
            }
            return best * ROWS * ROWS * TOKENS;
        }
    }

    /** Runs for a while; gives runs per second. */
    private static double run(Stream stream, Call call) {
        long start = System.nanoTime();
        long runs = 0;
        while (System.nanoTime() - start < NANOS) {
            stream.run(call);
            stream.finish();
            runs++;
        }
        return runs * 1e9 / (System.nanoTime() - start);
    }
}
