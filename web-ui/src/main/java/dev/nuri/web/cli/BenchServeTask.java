package dev.nuri.web.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.EvalPool;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalQuery;
import dev.nuri.retriever.SearchRequest;
import dev.nuri.web.api.IngestBody;
import dev.nuri.web.api.Json;
import dev.nuri.web.cli.ServerGauges.Sample;
import dev.nuri.web.client.NuriClient;
import dev.nuri.web.client.NuriClients;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.Embedders;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A server under the load of many clients. */
@Command(
        name = "serve",
        description = "Measures a server under the load of many clients that search, ask, read streams, upload, delete"
                + " and hang up, and tells whether it holds.",
        footer =
                "--set DIR (may be repeated) names sets whose passages are served and whose questions are asked; without"
                        + " one, the bundled guide.")
final class BenchServeTask extends Task {

    private static final Duration SETTLING = Duration.ofSeconds(10);
    private static final Duration JOBS = Duration.ofMinutes(2);
    private static final int SAMPLE_MILLIS = 1_000;

    @Option(names = "--url", paramLabel = "URL", description = "Measure this running server, which is on this machine.")
    String url;

    @Option(names = "--clients", paramLabel = "N", description = "Clients at once (default: ${DEFAULT-VALUE}).")
    int clients = 64;

    @Option(names = "--seconds", paramLabel = "S", description = "Time of the load (default: ${DEFAULT-VALUE}).")
    int seconds = 60;

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            description = "Time of a load before it that is not counted (default: ${DEFAULT-VALUE}).")
    int warmUp = 20;

    @Option(
            names = "--think",
            paramLabel = "MS",
            description = "Mean pause of a client between a reply and its next request (default: ${DEFAULT-VALUE}).")
    int think = 500;

    @Option(names = "--seed", paramLabel = "N", description = "Of what clients do when (default: ${DEFAULT-VALUE}).")
    long seed = 1;

    @Option(names = "--heap", paramLabel = "SIZE", description = "Heap of the server (default: ${DEFAULT-VALUE}).")
    String heap = "512M";

    @Option(
            names = "--search-p99",
            paramLabel = "MS",
            description = "The load is held when the 99th percentile of searches is below (default: ${DEFAULT-VALUE}).")
    double searchP99 = 500;

    @Override
    int run(Console console) throws Exception {
        List<EvalSet> sets = options.takeFolders().stream().map(EvalSet::read).toList();
        if (clients < 1 || seconds < 1 || warmUp < 0 || think < 0) {
            throw NuriException.invalid(
                    "--clients and --seconds must be at least 1, --warm-up and --think at least 0.");
        }
        List<String> questions = sets.isEmpty() ? guideQuestions() : questions(sets);
        Settings settings = options.settings();
        try (TempFolder work = TempFolder.create("nuri-bench");
                HttpClient http = client()) {
            if (url != null) {
                URI server = URI.create(url);
                return measure(
                        console, http, server, new ServerGauges(http, server, pid(http, server), null), questions);
            }
            Path data = work.path().resolve("data");
            Stages progress = new Stages(console);
            if (!sets.isEmpty()) {
                try (Embedder embedder = Embedders.open(settings)) {
                    EvalPool.write(sets, embedder, data.resolve("index"), progress)
                            .close();
                }
            }
            Path log = work.path().resolve("log");
            try (LoadServer server = LoadServer.start(data, options.set, heap, log)) {
                if (sets.isEmpty()) {
                    index(settings.withDataDir(data));
                }
                ServerGauges gauges = new ServerGauges(http, server.url(), server.pid(), log);
                return measure(console, http, server.url(), gauges, questions);
            }
        }
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    private static List<String> questions(List<EvalSet> sets) {
        return sets.stream()
                .flatMap(set -> set.queries().stream())
                .map(EvalQuery::question)
                .filter(SearchRequest::canBeFound)
                .distinct()
                .toList();
    }

    private static List<String> guideQuestions() {
        return Guide.find().questions().stream().map(Guide.Question::question).toList();
    }

    /** The bundled guide, through the server that holds the folder. */
    private static void index(Settings settings) {
        try (NuriClient nuri = NuriClients.open(settings)) {
            nuri.index(IngestBody.of(Guide.find().folders(), "guide", null), progress -> {});
        }
    }

    private static JsonNode get(HttpClient http, URI server, String path) throws IOException, InterruptedException {
        return Json.LENIENT.readTree(
                http.send(HttpRequest.newBuilder(server.resolve(path)).build(), BodyHandlers.ofByteArray())
                        .body());
    }

    private static long pid(HttpClient http, URI server) throws IOException, InterruptedException {
        return get(http, server, "/api/status").path("pid").asLong();
    }

    private int measure(Console console, HttpClient http, URI server, ServerGauges gauges, List<String> questions)
            throws IOException, InterruptedException {
        if (warmUp > 0) {
            console.note("warm-up: " + warmUp + " s");
            load(http, server, gauges, questions, new LoadFigures(), warmUp, seed + clients);
        }
        if (awaitJobs(http, server) > 0) {
            throw new NuriException(
                    ErrorCode.INTERNAL,
                    "What was uploaded is not indexed " + JOBS.toSeconds()
                            + " s after the warm-up: shorten --warm-up.");
        }
        Sample begin = settled(gauges);
        console.note("load: " + seconds + " s");
        LoadFigures figures = new LoadFigures();
        long start = System.nanoTime();
        Sample max = load(http, server, gauges, questions, figures, seconds, seed);
        double took = (System.nanoTime() - start) / 1e9;
        long stopping = System.nanoTime();
        Sample rest = atRest(gauges);
        double idleMillis = (System.nanoTime() - stopping) / 1e6;
        long indexing = System.nanoTime();
        int jobsLeft = awaitJobs(http, server);
        double jobSeconds = (System.nanoTime() - indexing) / 1e9;
        Sample end = settled(gauges);

        List<String> broken = new LoadRules(searchP99, 0.25, 8, 64).broken(figures, begin, end);
        if (jobsLeft > 0) {
            broken.add(jobsLeft + " uploads are not indexed " + JOBS.toSeconds() + " s after the load");
        }
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("ok", broken.isEmpty());
        report.put("broken", broken);
        report.put("clients", clients);
        report.put("seconds", Math.round(took * 10) / 10.0);
        report.put("thinkMs", think);
        report.put("seed", seed);
        report.put("questions", questions.size());
        report.put(
                "documents", get(http, server, "/api/status").path("documents").asLong());
        report.putAll(figures.report(took));
        report.put(
                "hungUp",
                Map.of(
                        "requests",
                        figures.hangUps(),
                        "answersStopped",
                        end.stoppedAsks() - begin.stoppedAsks(),
                        "idleAfterMs",
                        Math.round(idleMillis),
                        "leftUnderWay",
                        rest.underWay()));
        report.put("jobsLeft", jobsLeft);
        report.put("jobsAwaitedSeconds", Math.round(jobSeconds * 10) / 10.0);
        report.put("begin", begin.report());
        report.put("max", max.report());
        report.put("end", end.report());
        console.result(report);
        BenchSearchTask.print(report, "", console);
        return broken.isEmpty() ? Exit.DONE : Exit.FAILED;
    }

    /** Runs all clients; the most that the server held meanwhile. */
    private Sample load(
            HttpClient http,
            URI server,
            ServerGauges gauges,
            List<String> questions,
            LoadFigures figures,
            int loadSeconds,
            long ownSeed)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(loadSeconds).toNanos();
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            LoadClient client = new LoadClient(http, server, questions, figures, i, think, ownSeed);
            running.add(Thread.ofVirtual().name("client-" + i).start(() -> client.run(end)));
        }
        Sample max = gauges.sample();
        while (System.nanoTime() < end) {
            Thread.sleep(SAMPLE_MILLIS);
            max = max.max(gauges.sample());
        }
        for (Thread client : running) {
            client.join();
        }
        return max;
    }

    /** When nothing is under way, or it takes too long for that. */
    private static Sample atRest(ServerGauges gauges) throws IOException, InterruptedException {
        long end = System.nanoTime() + SETTLING.toNanos();
        Sample now = gauges.sample();
        while (now.underWay() > 0 && System.nanoTime() < end) {
            Thread.sleep(20);
            now = gauges.sample();
        }
        return now;
    }

    private static Sample settled(ServerGauges gauges) throws IOException, InterruptedException {
        atRest(gauges);
        return gauges.settled();
    }

    /** Waits until all that was accepted is indexed, or it takes too long for that; how many jobs are left. */
    private static int awaitJobs(HttpClient http, URI server) throws IOException, InterruptedException {
        long end = System.nanoTime() + JOBS.toNanos();
        int left;
        do {
            left = 0;
            for (JsonNode job : get(http, server, "/api/ingest").path("jobs")) {
                left += job.has("finished") ? 0 : 1;
            }
            if (left > 0) {
                Thread.sleep(200);
            }
        } while (left > 0 && System.nanoTime() < end);
        return left;
    }
}
