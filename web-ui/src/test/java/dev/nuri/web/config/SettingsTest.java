package dev.nuri.web.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.generator.AnswerModel;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.IpRange;
import dev.nuri.moe.ModelHub;
import dev.nuri.web.access.Limits;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @TempDir
    Path temp;

    private Settings read(Map<String, String> set, Map<String, String> environment) {
        return SettingsReader.read(SettingsSources.config(set, Map.of(), environment, temp.resolve("config")));
    }

    @Test
    void pinsEveryDefault() {
        Settings settings = read(Map.of(), Map.of());
        IndexerConfig.Parser machine = IndexerConfig.Parser.defaults();
        assertThat(settings)
                .isEqualTo(new Settings(
                        Path.of(System.getProperty("user.home"), ".nuri").toAbsolutePath(),
                        "lucene",
                        null,
                        "nuri-multilingual",
                        new Settings.EmbedderServer("", null, null, null),
                        new Settings.RerankerSettings("none", "", null, 30, Duration.ofSeconds(2)),
                        new Settings.LanguageModelSettings(
                                "none",
                                null,
                                List.of(),
                                null,
                                new AnswerModel.Limits(8192, 768, Duration.ofSeconds(60))),
                        "auto",
                        new Settings.ModelSettings(URI.create("https://huggingface.co"), false, null),
                        "127.0.0.1",
                        8080,
                        1L << 30,
                        64L << 20,
                        new IndexerConfig.Parser(
                                machine.processes(),
                                512,
                                1536,
                                Duration.ofMinutes(2),
                                1L << 30,
                                50_000_000,
                                10_000,
                                5,
                                1L << 30,
                                List.of(),
                                null),
                        new IndexerConfig.Fetch(List.of(), true, "Nuri/0.1 (document indexer; robots.txt: nuri)"),
                        "standard",
                        new Settings.LanguageModelSettings(
                                "none",
                                null,
                                List.of(),
                                null,
                                new AnswerModel.Limits(4096, 128, Duration.ofMillis(300))),
                        new AccessSettings(
                                AccessSettings.Auth.NONE,
                                false,
                                null,
                                new Limits.Rates(50, 100, 16, 256, 32, 1_000, 0),
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(30),
                                16L << 20,
                                8,
                                null),
                        false,
                        null));
    }

    @Test
    void agreesWithTheIndexersOwnDefaults() {
        assertThat(read(Map.of(), Map.of()).parser()).isEqualTo(IndexerConfig.Parser.defaults());
        assertThat(read(Map.of(), Map.of()).minFreeDiskBytes())
                .isEqualTo(IndexerConfig.of(temp).minFreeDiskBytes());
    }

    @Test
    void mapsEveryKey() {
        Map<String, String> set = everyKey();
        assertThat(read(set, Map.of()))
                .isEqualTo(new Settings(
                        temp.resolve("data"),
                        "opensearch",
                        new Settings.ClusterSettings(
                                List.of(URI.create("http://one:9200"), URI.create("https://two")),
                                "wiki",
                                "reader",
                                Path.of("/run/password"),
                                new Settings.ClusterTls(
                                        Path.of("/run/ca.pem"), Path.of("/run/nuri.p12"), Path.of("/run/secret")),
                                3,
                                2,
                                "faiss"),
                        "none",
                        new Settings.EmbedderServer("bge-m3", "Frage: ", "", Path.of("/run/key")),
                        new Settings.RerankerSettings(
                                "https://example.org/v1",
                                "bge-reranker-v2-m3",
                                Path.of("/run/other"),
                                9,
                                Duration.ofMillis(500)),
                        new Settings.LanguageModelSettings(
                                "skt/A.X-K1",
                                null,
                                List.of(URI.create("http://localhost:8000/v1"), URI.create("http://localhost:8001/v1")),
                                Path.of("/run/model"),
                                new AnswerModel.Limits(16384, 900, Duration.ofSeconds(7))),
                        "scalar",
                        new Settings.ModelSettings(URI.create("http://mirror.example"), true, Path.of("/run/token")),
                        "0.0.0.0",
                        81,
                        2L << 20,
                        3L << 20,
                        new IndexerConfig.Parser(
                                7,
                                128,
                                900,
                                Duration.ofSeconds(90),
                                4L << 20,
                                5,
                                6,
                                8,
                                9L << 20,
                                List.of(),
                                Path.of("/opt/ocr")),
                        new IndexerConfig.Fetch(
                                List.of(IpRange.of("10.0.0.0/8"), IpRange.of("::1")), false, "Wiki bot"),
                        "strict",
                        new Settings.LanguageModelSettings(
                                "Qwen/Qwen3Guard-Gen-0.6B",
                                null,
                                List.of(URI.create("http://localhost:8001/v1")),
                                Path.of("/run/guard"),
                                new AnswerModel.Limits(4096, 128, Duration.ofMillis(300))),
                        new AccessSettings(
                                AccessSettings.Auth.OIDC,
                                true,
                                Path.of("/run/mine"),
                                new Limits.Rates(1, 2, 3, 4, 5, 6, 7),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6),
                                7L << 20,
                                9,
                                new AccessSettings.Oidc(
                                        URI.create("https://id.example.org/realms/staff"),
                                        "nuri",
                                        "email",
                                        "roles",
                                        Set.of("editors", "press office"),
                                        Set.of("root"))),
                        true,
                        URI.create("http://localhost:4318/v1/traces")));
    }

    @Test
    void everyKeyHasAVariable() {
        Map<String, String> environment = new HashMap<>();
        everyKey()
                .forEach((key, value) ->
                        environment.put(Key.ofKey(key).orElseThrow().variable(), value));
        assertThat(read(Map.of(), environment)).isEqualTo(read(everyKey(), Map.of()));
    }

    private Map<String, String> everyKey() {
        Map<String, String> set = new HashMap<>(Map.of(
                "nuri.data-dir", temp.resolve("data").toString(),
                "nuri.engine", "opensearch",
                "nuri.embedder", "none",
                "nuri.host", "0.0.0.0",
                "nuri.port", "81",
                "nuri.max-upload", "2M",
                "nuri.min-free-disk", "3M"));
        set.putAll(Map.of(
                "nuri.opensearch.url", "http://one:9200, https://two",
                "nuri.opensearch.index", "wiki",
                "nuri.opensearch.user", "reader",
                "nuri.opensearch.password-file", "/run/password",
                "nuri.opensearch.ca-file", "/run/ca.pem",
                "nuri.opensearch.client-file", "/run/nuri.p12",
                "nuri.opensearch.client-password-file", "/run/secret",
                "nuri.opensearch.shards", "3",
                "nuri.opensearch.replicas", "2",
                "nuri.opensearch.vectors", "faiss"));
        set.putAll(Map.of(
                "nuri.embedder.model", "bge-m3",
                "nuri.embedder.query-prefix", "Frage: ",
                "nuri.embedder.passage-prefix", "none",
                "nuri.embedder.key-file", "/run/key"));
        set.putAll(Map.of(
                "nuri.reranker", "https://example.org/v1",
                "nuri.reranker.model", "bge-reranker-v2-m3",
                "nuri.reranker.key-file", "/run/other",
                "nuri.reranker.depth", "9",
                "nuri.reranker.time", "500ms"));
        set.putAll(Map.of(
                "nuri.model", "skt/A.X-K1",
                "nuri.model.url", "http://localhost:8000/v1/, http://localhost:8001/v1",
                "nuri.model.key-file", "/run/model",
                "nuri.model.timeout", "7s",
                "nuri.model.max-tokens", "900",
                "nuri.model.context", "16384"));
        set.putAll(Map.of(
                "nuri.backend", "scalar",
                "nuri.guard.policy", "strict",
                "nuri.guard.model", "Qwen/Qwen3Guard-Gen-0.6B",
                "nuri.guard.model.url", "http://localhost:8001/v1/",
                "nuri.guard.model.key-file", "/run/guard",
                "nuri.models.mirror", "http://mirror.example",
                "nuri.models.offline", "true",
                "nuri.models.token-file", "/run/token"));
        set.putAll(Map.of(
                "nuri.auth", "oidc",
                "nuri.auth.open", "true",
                "nuri.key-file", "/run/mine",
                "nuri.oidc.issuer", "https://id.example.org/realms/staff/",
                "nuri.oidc.audience", "nuri",
                "nuri.oidc.user-claim", "email",
                "nuri.oidc.groups-claim", "roles",
                "nuri.oidc.writers", "editors, press office",
                "nuri.oidc.admins", "root"));
        set.putAll(Map.of(
                "nuri.limit.rate", "1",
                "nuri.limit.burst", "2",
                "nuri.limit.at-once", "3",
                "nuri.limit.total", "4",
                "nuri.limit.answers", "5",
                "nuri.limit.tokens", "7",
                "nuri.limit.jobs", "6",
                "nuri.limit.idle", "5s",
                "nuri.limit.stall", "6s",
                "nuri.audit.max-size", "7M"));
        set.putAll(Map.of(
                "nuri.audit.files", "9",
                "nuri.log.format", "json",
                "nuri.traces.url", "http://localhost:4318/v1/traces"));
        set.putAll(Map.of(
                "nuri.parser.processes", "7",
                "nuri.parser.heap", "128M",
                "nuri.parser.memory", "900M",
                "nuri.parser.timeout", "90s",
                "nuri.parser.max-file", "4M",
                "nuri.parser.max-text-chars", "5",
                "nuri.parser.max-members", "6",
                "nuri.parser.max-depth", "8",
                "nuri.parser.tesseract", "/opt/ocr"));
        set.putAll(Map.of(
                "nuri.parser.max-temp", "9M",
                "nuri.fetch.private", "10.0.0.0/8, ::1",
                "nuri.fetch.robots", "false",
                "nuri.fetch.user-agent", "Wiki bot"));
        assertThat(set.keySet())
                .isEqualTo(
                        new HashSet<>(Arrays.stream(Key.values()).map(Key::key).toList()));
        return set;
    }

    @Test
    void strongerSourcesWin() throws Exception {
        Path data = Files.createDirectories(temp.resolve("data"));
        Files.writeString(data.resolve("application.properties"), "nuri.port=1\nquarkus.other=x\n");
        Map<String, String> environment = new HashMap<>(Map.of("NURI_HOME", data.toString()));
        assertThat(read(Map.of(), environment).port()).isEqualTo(1);
        Files.createDirectories(temp.resolve("config"));
        Files.writeString(temp.resolve("config/application.properties"), "nuri.port=2\n");
        assertThat(read(Map.of(), environment).port()).isEqualTo(2);
        environment.put("NURI_PORT", "3");
        assertThat(read(Map.of(), environment).port()).isEqualTo(3);
        assertThat(read(Map.of("nuri.port", "4"), environment).port()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nuri.prot|80|nuri.port",
                "nuri.embeder|none|nuri.embedder",
                "nuri.parser.time-out|1m|nuri.parser.timeout"
            })
    void namesTheNearestKey(String wrong, String value, String nearest) {
        assertThatThrownBy(() -> read(Map.of(wrong, value), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("'" + wrong + "'")
                .hasMessageContaining("did you mean " + nearest + "?");
    }

    @Test
    void refusesAnUnknownVariable() {
        assertThatThrownBy(() -> read(Map.of(), Map.of("NURI_PROT", "80")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("The environment variable NURI_PROT is not a setting of Nuri; did you mean NURI_PORT?");
        assertThat(read(
                        Map.of(),
                        Map.of(
                                "NURI_JVM_OPTS",
                                "-Xmx1g",
                                "NURI_JAVA_HOME",
                                "/jdk",
                                "NURI_MODELS_TOKEN",
                                "secret",
                                "NURI_EMBEDDER_KEY",
                                "secret",
                                "NURI_GUARD_MODEL_KEY",
                                "secret",
                                "NURI_OPENSEARCH_PASSWORD",
                                "secret",
                                "NURI_OPENSEARCH_CLIENT_PASSWORD",
                                "secret")))
                .isEqualTo(read(Map.of(), Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "nuri.port,70000",
        "nuri.port,http",
        "nuri.engine,solr",
        "nuri.embedder,word2vec",
        "nuri.embedder,http://",
        "nuri.embedder,https://key@example.org/v1",
        "nuri.embedder,https://example.org/v1?key=1",
        "nuri.reranker,/nowhere",
        "nuri.reranker.depth,0",
        "nuri.reranker.time,0s",
        "nuri.model,llama",
        "nuri.model,''",
        "nuri.model.timeout,never",
        "nuri.model.max-tokens,1",
        "nuri.model.max-tokens,9000",
        "nuri.model.context,10",
        "nuri.backend,gpu",
        "nuri.guard.policy,lenient",
        "nuri.guard.model,llama",
        "nuri.models.mirror,ftp://example.org",
        "nuri.models.mirror,nowhere",
        "nuri.models.offline,maybe",
        "nuri.auth,password",
        "nuri.auth.open,yes",
        "nuri.limit.rate,0",
        "nuri.limit.idle,0s",
        "nuri.audit.files,1",
        "nuri.log.format,xml",
        "nuri.traces.url,localhost:4318",
        "nuri.max-upload,lots",
        "nuri.max-upload,0",
        "nuri.min-free-disk,-5",
        "nuri.parser.processes,0",
        "nuri.parser.timeout,soon",
        "nuri.parser.timeout,0s",
        "nuri.parser.max-depth,1000",
        "nuri.parser.memory,100M",
        "nuri.parser.max-temp,0",
        "nuri.fetch.private,intranet",
        "nuri.fetch.private,10.0.0.0/33",
        "nuri.fetch.robots,perhaps"
    })
    void refusesAWrongValueInOneSentence(String key, String value) {
        assertThatThrownBy(() -> read(Map.of(key, value), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(key + " must be ")
                .hasMessageEndingWith("got '" + value + "'.")
                .hasMessageNotContainingAny("\n");
    }

    @ParameterizedTest
    @CsvSource({
        "nuri.opensearch.url,''",
        "nuri.opensearch.url,localhost:9200",
        "nuri.opensearch.url,http://user:word@localhost:9200",
        "nuri.opensearch.index,Wiki",
        "nuri.opensearch.shards,0",
        "nuri.opensearch.replicas,-1",
        "nuri.opensearch.vectors,hnsw"
    })
    void aClusterIsLookedAtWhereItIsTheEngine(String key, String value) {
        Map<String, String> set =
                new HashMap<>(Map.of("nuri.engine", "opensearch", "nuri.opensearch.url", "http://localhost:9200"));
        set.put(key, value);
        assertThatThrownBy(() -> read(set, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(key + " must be ")
                .hasMessageEndingWith("got '" + value + "'.");
    }

    @Test
    void aServerNeedsTheNameOfAModel() {
        assertThatThrownBy(() -> read(Map.of("nuri.embedder", "http://localhost:8000/v1"), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("nuri.embedder.model must be the name of a model");
        assertThat(read(Map.of("nuri.embedder", "http://localhost:8000/v1/", "nuri.embedder.model", "bge-m3"), Map.of())
                        .embedder())
                .isEqualTo("http://localhost:8000/v1");
        assertThat(read(Map.of("nuri.embedder", "http://a/v1/, http://b/v1", "nuri.embedder.model", "bge-m3"), Map.of())
                        .embedder())
                .isEqualTo("http://a/v1,http://b/v1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://a/v1,|must be an address without a query",
                "http://a/v1,http://b/v1?x=1|must be an address without a query",
                "http://a/v1,/v1|must be an address without a query",
                "http://a/v1,http://a/v1/|must be each address once"
            })
    void severalServersAreEachAnAddress(String servers, String rule) {
        assertThatThrownBy(() -> read(Map.of("nuri.model.url", servers, "nuri.model", "m"), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("nuri.model.url " + rule)
                .hasMessageEndingWith("got '" + servers + "'.");
    }

    @Test
    void aModelOnAServerNeedsItsName() {
        assertThatThrownBy(() -> read(Map.of("nuri.model.url", "http://localhost:8000/v1"), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("nuri.model must be the name by which the server knows a model");
        assertThatThrownBy(() -> read(Map.of("nuri.model.url", "localhost:8000", "nuri.model", "m"), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("nuri.model.url must be an address");
        assertThatThrownBy(() -> read(Map.of("nuri.guard.model.url", "http://localhost:8000/v1"), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("nuri.guard.model must be the name by which the server knows a model");
    }

    @Test
    void aProviderNeedsItsAddressAndAnAudience() {
        assertThatThrownBy(() -> read(Map.of("nuri.auth", "oidc"), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("nuri.oidc.audience must be the audience");
        assertThatThrownBy(() -> read(Map.of("nuri.auth", "oidc", "nuri.oidc.audience", "nuri"), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("nuri.oidc.issuer must be an address");
    }

    @Test
    void aModelIsAFileOrOneOfTheCatalogue() throws Exception {
        Path file = Files.writeString(temp.resolve("Tiny.gguf"), "");
        assertThat(read(Map.of("nuri.model", file.toString()), Map.of()).model().path())
                .isEqualTo(file);
        String known = ModelHub.catalogue().getFirst().id();
        assertThat(read(Map.of("nuri.model", known, "nuri.data-dir", temp.toString()), Map.of())
                        .model()
                        .path())
                .isNull();
        assertThat(ModelNames.shown(file.toString())).isEqualTo("Tiny");
        assertThat(ModelNames.shown("skt/A.X-K1")).isEqualTo("skt/A.X-K1");
    }

    @Test
    void aDataFolderCannotMoveItself() throws Exception {
        Files.writeString(temp.resolve("application.properties"), "nuri.data-dir=/elsewhere\n");
        assertThatThrownBy(() -> read(Map.of("nuri.data-dir", temp.toString()), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("cannot be set in");
    }

    @Test
    void onlyLoopbackAddressesAreLoopback() {
        for (String host : List.of("127.0.0.1", "localhost", "::1")) {
            assertThat(read(Map.of("nuri.host", host), Map.of()).loopback()).isTrue();
        }
        for (String host : List.of("0.0.0.0", "192.168.1.2", "example.org")) {
            assertThat(read(Map.of("nuri.host", host), Map.of()).loopback()).isFalse();
        }
    }
}
