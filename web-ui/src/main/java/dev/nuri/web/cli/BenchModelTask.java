package dev.nuri.web.cli;

import dev.nuri.hw.Backends;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.indexer.NuriException;
import dev.nuri.moe.EngineBench;
import dev.nuri.moe.LlamaCppPeer;
import dev.nuri.moe.ModelBench;
import dev.nuri.web.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How fast a model reads a prompt and writes, beside llama.cpp where its libraries are. */
@Command(
        name = "model",
        description = "Measures how fast a model reads and writes tokens.",
        footer = "With several thread counts, the result is that of the last, and \"runs\" holds them all.")
final class BenchModelTask extends Task {

    @Parameters(paramLabel = "MODEL", description = "A catalogue id, a GGUF file or a model folder.")
    String model;

    @Option(names = "--backend", paramLabel = "B", description = "What computes it (default: nuri.backend).")
    String backend;

    @Option(
            names = "--threads",
            paramLabel = "N,...",
            split = ",",
            description = "Thread counts (default: all there are).")
    List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());

    @Option(names = "--prefill", paramLabel = "N", description = "Tokens of the prompt (default: ${DEFAULT-VALUE}).")
    int prefill = 512;

    @Option(names = "--decode", paramLabel = "N", description = "Tokens to write (default: ${DEFAULT-VALUE}).")
    int decode = 128;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds that count (default: ${DEFAULT-VALUE}).")
    int rounds = 3;

    @Option(
            names = "--peer",
            paramLabel = "DIR",
            description = "Folder with llama.cpp's shared libraries: measures them right after, on the same file.")
    Path peer;

    @Option(
            names = "--sessions",
            paramLabel = "N,...",
            split = ",",
            description = "Measures an engine as well: the first token, a shared prefix, N requests together.")
    List<Integer> sessions = List.of();

    @Override
    int run(Console console) {
        Settings settings = options.settings();
        String name = backend == null ? settings.backend() : Models.known(backend);
        ModelBench.Settings what = new ModelBench.Settings(prefill, decode, rounds);
        List<Map<String, Object>> runs = new ArrayList<>();
        for (int together : sessions) {
            if (together < 1 || together > 256) {
                throw NuriException.invalid("--sessions must be from 1 to 256, got " + together + ".");
            }
        }
        for (int count : threads) {
            if (count < 1 || count > 1024) {
                throw NuriException.invalid("--threads must be from 1 to 1024, got " + count + ".");
            }
            runs.add(new Models(settings).read(model, path -> measured(path, name, count, what, console)));
        }
        Map<String, Object> result = new LinkedHashMap<>(runs.getLast());
        result.put("runs", runs);
        console.result(result);
        return Exit.DONE;
    }

    private Map<String, Object> measured(Path path, String name, int count, ModelBench.Settings what, Console console) {
        ModelBench.Report own = ModelBench.run(path, name, new DeviceOptions(count), what);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("backend", Backends.select(name).backend().name());
        figures.put("reason", own.backend());
        figures.put("threads", own.threads());
        figures.put("prefill", own.prefill());
        figures.put("decode", own.decode());
        figures.put("weightBytesPerToken", own.weightBytesPerToken());
        figures.put("readBytesPerSecond", Math.round(own.readBytesPerSecond()));
        figures.put("bandwidthShare", own.bandwidthShare());
        print(console, figures.get("backend").toString(), count, own.prefill(), own.decode());
        console.line(console.faint(String.format(
                Locale.ROOT,
                "  %s of weights a token, %.0f %% of what reading memory reaches",
                Sizes.of(own.weightBytesPerToken()),
                own.bandwidthShare() * 100)));
        if (!sessions.isEmpty()) {
            serve(path, name, count, what, figures, console);
        }
        if (peer != null) {
            compare(path, count, own, figures, console);
        }
        return figures;
    }

    private void serve(
            Path path, String name, int count, ModelBench.Settings what, Map<String, Object> figures, Console console) {
        EngineBench.Report engine = EngineBench.run(path, name, new DeviceOptions(count), sessions, what);
        figures.put("engine", engine);
        console.line(String.format(
                Locale.ROOT,
                "  open %.2f s, first token %.2f s; %d-token prompt %.2f s, with %d of them reused %.2f s; resident %s",
                engine.openSeconds(),
                engine.firstTokenSeconds(),
                engine.prefix().promptTokens(),
                engine.prefix().secondsWithout(),
                engine.prefix().reusedTokens(),
                engine.prefix().seconds(),
                Sizes.of(engine.residentBytes())));
        for (EngineBench.Batch batch : engine.batches()) {
            console.line(String.format(
                    Locale.ROOT, "  %2d sessions    decode %8.1f tokens/s", batch.sessions(), batch.tokensPerSecond()));
        }
    }

    private void compare(Path path, int count, ModelBench.Report own, Map<String, Object> figures, Console console) {
        int context = Math.max(prefill, 64 + decode);
        try (LlamaCppPeer other = LlamaCppPeer.open(peer, path, count, context)) {
            ModelBench.Speed read = new ModelBench.Speed(prefill, median(other::prefill, prefill));
            ModelBench.Speed written = new ModelBench.Speed(decode, median(other::decode, decode));
            double reading = own.prefill().tokensPerSecond() / read.tokensPerSecond();
            double writing = own.decode().tokensPerSecond() / written.tokensPerSecond();
            figures.put("peer", Map.of("prefill", read, "decode", written));
            figures.put("ratio", Map.of("prefill", reading, "decode", writing));
            print(console, "llama.cpp", count, read, written);
            console.line(console.bold(String.format(
                    Locale.ROOT, "  ratio         prefill %8.2f          decode %8.2f", reading, writing)));
        }
    }

    /** The first run warms up. */
    private double median(IntToDoubleFunction measure, int tokens) {
        double _ = measure.applyAsDouble(tokens);
        return DoubleStream.generate(() -> measure.applyAsDouble(tokens))
                .limit(rounds)
                .sorted()
                .skip(rounds / 2)
                .findFirst()
                .orElseThrow();
    }

    private static void print(
            Console console, String name, int threads, ModelBench.Speed prefill, ModelBench.Speed decode) {
        console.line(String.format(
                Locale.ROOT,
                "%-10s %2d thr  prefill %8.1f tokens/s  decode %8.1f tokens/s",
                name,
                threads,
                prefill.tokensPerSecond(),
                decode.tokensPerSecond()));
    }
}
