package dev.nuri.web.config;

import dev.nuri.generator.AnswerModel;
import dev.nuri.generator.ChatModelProvider;
import dev.nuri.generator.GuardPolicy;
import dev.nuri.hw.Backends;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.IpRange;
import dev.nuri.indexer.NuriException;
import dev.nuri.moe.ModelHub;
import dev.nuri.moe.ModelInputException;
import dev.nuri.onnx.OnnxReranker;
import dev.nuri.retriever.Reranking;
import dev.nuri.web.access.Limits;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/** Reads the configuration into {@link Settings}, and stops with one sentence at the first wrong value. */
public final class SettingsReader {

    /** Tokens of a guard model's instruction, of the most it judges in one go and of its opinion. */
    private static final int GUARD_CONTEXT = 4096;

    private static final int GUARD_TOKENS = 128;

    private static final String OPENSEARCH = "opensearch";

    private final Config config;

    private SettingsReader(Config config) {
        this.config = config;
    }

    /**
     * Reads every key.
     *
     * @throws SettingsException when a value breaks its rule
     */
    public static Settings read(Config config) {
        return new SettingsReader(config).settings();
    }

    private Settings settings() {
        return new Settings(
                folder(text(Key.DATA_DIR)),
                oneOf(Key.ENGINE, List.of("lucene", OPENSEARCH), "in the data folder, in a cluster"),
                text(Key.ENGINE).equals(OPENSEARCH) ? cluster() : null,
                embedder(),
                embedderServer(),
                reranker(),
                writer(),
                oneOf(Key.BACKEND, backends(), "these are the backends of this build"),
                models(),
                text(Key.HOST),
                (int) number(Key.PORT, 0, 65_535),
                bytes(Key.MAX_UPLOAD),
                bytes(Key.MIN_FREE_DISK),
                parser(),
                fetch(),
                guardPolicy(),
                guardModel(),
                access(),
                oneOf(Key.LOG_FORMAT, List.of("text", "json"), "how a line of the log is written")
                        .equals("json"),
                text(Key.TRACES_URL).isEmpty() ? null : address(Key.TRACES_URL));
    }

    private Settings.ClusterSettings cluster() {
        String rule = "addresses of nodes, parted by commas, such as http://localhost:9200";
        List<URI> urls = parsed(
                Key.OPENSEARCH_URL,
                value -> Arrays.stream(value.split(","))
                        .map(String::strip)
                        .map(URI::create)
                        .toList(),
                rule);
        boolean nodes = urls.stream()
                .allMatch(url -> url.getHost() != null
                        && url.getUserInfo() == null
                        && url.getQuery() == null
                        && Settings.isServer(url.toString()));
        if (!nodes) {
            throw wrong(Key.OPENSEARCH_URL, rule);
        }
        String index = text(Key.OPENSEARCH_INDEX);
        if (!index.matches("[a-z0-9][a-z0-9_-]{0,99}")) {
            throw wrong(Key.OPENSEARCH_INDEX, "a name of small letters, digits, - and _");
        }
        return new Settings.ClusterSettings(
                urls,
                index,
                text(Key.OPENSEARCH_USER).isEmpty() ? null : text(Key.OPENSEARCH_USER),
                file(Key.OPENSEARCH_PASSWORD_FILE),
                new Settings.ClusterTls(
                        file(Key.OPENSEARCH_CA_FILE),
                        file(Key.OPENSEARCH_CLIENT_FILE),
                        file(Key.OPENSEARCH_CLIENT_PASSWORD_FILE)),
                (int) number(Key.OPENSEARCH_SHARDS, 1, 1_024),
                (int) number(Key.OPENSEARCH_REPLICAS, 0, 100),
                oneOf(Key.OPENSEARCH_VECTORS, List.of("lucene", "faiss"), "these keep vectors and filter them"));
    }

    private AccessSettings access() {
        AccessSettings.Auth auth = AccessSettings.Auth.valueOf(
                oneOf(Key.AUTH, List.of("none", "keys", "oidc"), "whoever is on this machine, keys, an OpenID provider")
                        .toUpperCase(Locale.ROOT));
        return new AccessSettings(
                auth,
                truth(Key.AUTH_OPEN),
                file(Key.KEY_FILE),
                new Limits.Rates(
                        (int) number(Key.LIMIT_RATE, 1, 1_000_000),
                        (int) number(Key.LIMIT_BURST, 1, 1_000_000),
                        (int) number(Key.LIMIT_AT_ONCE, 1, 1_000_000),
                        (int) number(Key.LIMIT_TOTAL, 1, 1_000_000),
                        (int) number(Key.LIMIT_ANSWERS, 1, 1_000_000),
                        (int) number(Key.LIMIT_JOBS, 1, 1_000_000),
                        number(Key.LIMIT_TOKENS, 0, 1_000_000_000_000L)),
                duration(Key.LIMIT_IDLE),
                duration(Key.LIMIT_STALL),
                bytes(Key.AUDIT_MAX_SIZE),
                (int) number(Key.AUDIT_FILES, 2, 1_000),
                auth == AccessSettings.Auth.OIDC ? oidc() : null);
    }

    private AccessSettings.Oidc oidc() {
        if (text(Key.OIDC_AUDIENCE).isEmpty()) {
            throw wrong(
                    Key.OIDC_AUDIENCE,
                    "the audience that the provider makes tokens for Nuri with, where nuri.auth is oidc");
        }
        return new AccessSettings.Oidc(
                URI.create(server(Key.OIDC_ISSUER)),
                text(Key.OIDC_AUDIENCE),
                text(Key.OIDC_USER_CLAIM),
                text(Key.OIDC_GROUPS_CLAIM),
                words(Key.OIDC_WRITERS),
                words(Key.OIDC_ADMINS));
    }

    private Set<String> words(Key key) {
        return Arrays.stream(text(key).split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** A policy's name, or the path of a file that keeps the rules of one. */
    private String guardPolicy() {
        String value = text(Key.GUARD_POLICY);
        boolean builtIn = GuardPolicy.BUILT_IN.contains(value);
        if (!builtIn && (value.isEmpty() || !Files.isRegularFile(folder(value)))) {
            throw wrong(Key.GUARD_POLICY, String.join(", ", GuardPolicy.BUILT_IN) + " or the file of a policy");
        }
        String place = builtIn ? value : folder(value).toString();
        try {
            GuardPolicy.of(place);
            return place;
        } catch (NuriException e) {
            throw new SettingsException(Key.GUARD_POLICY.key() + " cannot be used: " + NuriException.reason(e) + ".");
        }
    }

    private IndexerConfig.Parser parser() {
        IndexerConfig.Parser defaults = IndexerConfig.Parser.defaults();
        int heap = Math.toIntExact(Math.max(64, bytes(Key.PARSER_HEAP) >> 20));
        return new IndexerConfig.Parser(
                text(Key.PARSER_PROCESSES).isEmpty() ? defaults.processes() : (int) number(Key.PARSER_PROCESSES, 1, 64),
                heap,
                parserMemory(heap),
                duration(Key.PARSER_TIMEOUT),
                bytes(Key.PARSER_MAX_FILE),
                number(Key.PARSER_MAX_TEXT, 1, Integer.MAX_VALUE - 8),
                (int) number(Key.PARSER_MAX_MEMBERS, 1, 1_000_000),
                (int) number(Key.PARSER_MAX_DEPTH, 1, 50),
                bytes(Key.PARSER_MAX_TEMP),
                ChildClassPath.find(),
                file(Key.PARSER_TESSERACT));
    }

    private int parserMemory(int heapMiB) {
        if (text(Key.PARSER_MEMORY).isEmpty()) {
            return heapMiB + IndexerConfig.Parser.BESIDE_HEAP_MIB;
        }
        int memory = Math.toIntExact(bytes(Key.PARSER_MEMORY) >> 20);
        if (memory <= heapMiB) {
            throw wrong(Key.PARSER_MEMORY, "more than " + Key.PARSER_HEAP.key() + ", which is part of it");
        }
        return memory;
    }

    private IndexerConfig.Fetch fetch() {
        return new IndexerConfig.Fetch(privateAddresses(), truth(Key.FETCH_ROBOTS), text(Key.FETCH_USER_AGENT));
    }

    private List<IpRange> privateAddresses() {
        String given = text(Key.FETCH_PRIVATE).replace(" ", "");
        if (given.equals(Settings.NONE)) {
            return List.of();
        }
        return given.equals("all")
                ? IpRange.ALL
                : parsed(
                        Key.FETCH_PRIVATE,
                        ranges -> Arrays.stream(ranges.replace(" ", "").split(",", -1))
                                .map(IpRange::of)
                                .toList(),
                        "none, all, or ranges of addresses such as 10.0.0.0/8,fc00::/7");
    }

    private Settings.LanguageModelSettings writer() {
        AnswerModel.Limits limits = new AnswerModel.Limits(
                (int) number(Key.MODEL_CONTEXT, 256, 1 << 24),
                (int) number(Key.MODEL_MAX_TOKENS, 16, 1 << 20),
                duration(Key.MODEL_TIMEOUT));
        if (limits.maxTokens() >= limits.contextTokens()) {
            throw wrong(
                    Key.MODEL_MAX_TOKENS,
                    "less than " + Key.MODEL_CONTEXT.key() + ", which is " + limits.contextTokens());
        }
        return languageModel(Key.MODEL, Key.MODEL_URL, Key.MODEL_KEY_FILE, limits);
    }

    /** Its time is the policy's. */
    private Settings.LanguageModelSettings guardModel() {
        AnswerModel.Limits limits = new AnswerModel.Limits(
                GUARD_CONTEXT, GUARD_TOKENS, GuardPolicy.of(guardPolicy()).modelTime());
        return languageModel(Key.GUARD_MODEL, Key.GUARD_MODEL_URL, Key.GUARD_MODEL_KEY_FILE, limits);
    }

    private Settings.LanguageModelSettings languageModel(Key model, Key url, Key keyFile, AnswerModel.Limits limits) {
        boolean served = !text(url).isEmpty();
        return new Settings.LanguageModelSettings(
                served ? servedName(model, url) : text(model),
                served ? null : localModel(model, url),
                served ? Settings.servers(servers(url)) : List.of(),
                file(keyFile),
                limits);
    }

    private String servedName(Key model, Key url) {
        String name = text(model);
        if (name.isEmpty() || name.equals(Settings.NONE)) {
            throw wrong(model, "the name by which the server knows a model where " + url.key() + " is set");
        }
        return name;
    }

    /** Null for none, for what a provider brings, and for a model of the catalogue that was not pulled yet. */
    private Path localModel(Key model, Key url) {
        String name = text(model);
        if (name.equals(Settings.NONE) || providers().contains(name)) {
            return null;
        }
        try {
            String place =
                    name.isEmpty() ? name : name.startsWith("~") ? folder(name).toString() : name;
            return new ModelHub(ModelHub.Settings.of(folder(text(Key.DATA_DIR)).resolve("models"))).locate(place);
        } catch (ModelInputException e) {
            if (ModelHub.catalogue().stream().anyMatch(entry -> entry.id().equals(name))) {
                return null;
            }
            throw wrong(
                    model,
                    "none, a model that nuri models list shows, a GGUF file, a model folder"
                            + String.join(
                                    "", providers().stream().map(", "::concat).toList())
                            + ", or with " + url.key() + " the server's name for a model");
        }
    }

    private static List<String> providers() {
        return ServiceLoader.load(ChatModelProvider.class).stream()
                .map(provider -> provider.get().name())
                .toList();
    }

    private Settings.ModelSettings models() {
        return new Settings.ModelSettings(
                address(Key.MODELS_MIRROR), truth(Key.MODELS_OFFLINE), file(Key.MODELS_TOKEN_FILE));
    }

    private static List<String> backends() {
        List<String> names = new ArrayList<>(List.of(Backends.AUTO));
        Backends.all().forEach(backend -> names.add(backend.name()));
        return names;
    }

    /** A name, the file of a student, the folder of a model, or a server. */
    private String embedder() {
        String value = text(Key.EMBEDDER);
        if (embedders().contains(value)) {
            return value;
        }
        if (Settings.isServer(value)) {
            return servers(Key.EMBEDDER);
        }
        if (!value.isEmpty() && Files.exists(folder(value))) {
            return folder(value).toString();
        }
        throw wrong(
                Key.EMBEDDER,
                String.join(" or ", embedders())
                        + " (these are the encoders of this build), the file of a student, a folder with model.onnx,"
                        + " or a server's address such as http://localhost:8000/v1");
    }

    /** Without a slash at its end. */
    private String server(Key key) {
        String server = servers(key);
        if (server.contains(",")) {
            throw wrong(key, "one address");
        }
        return server;
    }

    /** One or several with commas between, each without a slash at its end. */
    private String servers(Key key) {
        String rule = "an address without a query, such as http://localhost:8000/v1, or several with commas between";
        List<String> servers = Arrays.stream(text(key).split(",", -1))
                .map(one -> address(key, one.strip(), rule))
                .peek(uri -> {
                    if (uri.getQuery() != null || uri.getFragment() != null) {
                        throw wrong(key, rule);
                    }
                })
                .map(uri -> uri.toString().replaceAll("/+$", ""))
                .toList();
        if (Set.copyOf(servers).size() != servers.size()) {
            throw wrong(key, "each address once");
        }
        return String.join(",", servers);
    }

    private Settings.EmbedderServer embedderServer() {
        return new Settings.EmbedderServer(
                modelOf(Key.EMBEDDER, Key.EMBEDDER_MODEL, "bge-m3"),
                prefix(Key.EMBEDDER_QUERY_PREFIX),
                prefix(Key.EMBEDDER_PASSAGE_PREFIX),
                file(Key.EMBEDDER_KEY_FILE));
    }

    private String modelOf(Key place, Key key, String example) {
        if (text(key).isEmpty() && Settings.isServer(text(place))) {
            throw wrong(key, "the name of a model, such as " + example + ", where " + place.key() + " is a server");
        }
        return text(key);
    }

    private Settings.RerankerSettings reranker() {
        return new Settings.RerankerSettings(
                rerankerPlace(),
                modelOf(Key.RERANKER, Key.RERANKER_MODEL, "bge-reranker-v2-m3"),
                file(Key.RERANKER_KEY_FILE),
                (int) number(Key.RERANKER_DEPTH, 1, Reranking.MAX_DEPTH),
                duration(Key.RERANKER_TIME));
    }

    private String rerankerPlace() {
        String value = text(Key.RERANKER);
        if (value.equals(Settings.NONE)) {
            return value;
        }
        if (Settings.isServer(value)) {
            return servers(Key.RERANKER);
        }
        if (!value.isEmpty() && OnnxReranker.takes(folder(value))) {
            return folder(value).toString();
        }
        throw wrong(
                Key.RERANKER, "none, a folder with model.onnx, or a server's address such as http://localhost:8000/v1");
    }

    /** Its spaces count; null when it is not set. */
    private String prefix(Key key) {
        String value = config.getOptionalValue(key.key(), String.class).orElse("");
        return value.isBlank() ? null : value.equals(Settings.NONE) ? "" : value;
    }

    private Path file(Key key) {
        return text(key).isEmpty() ? null : folder(text(key));
    }

    private static List<String> embedders() {
        List<String> names = new ArrayList<>();
        ServiceLoader.load(EmbedderProvider.class).forEach(p -> names.add(p.name()));
        names.add(Settings.NOMIC);
        names.add(Settings.NONE);
        return names;
    }

    private String text(Key key) {
        return config.getOptionalValue(key.key(), String.class).orElse("").strip();
    }

    private String oneOf(Key key, List<String> values, String reason) {
        String value = text(key);
        if (!values.contains(value)) {
            throw wrong(key, String.join(" or ", values) + " (" + reason + ")");
        }
        return value;
    }

    private long number(Key key, long min, long max) {
        long value = parsed(key, Long::parseLong, "a whole number from " + min + " to " + max);
        if (value < min || value > max) {
            throw wrong(key, "a whole number from " + min + " to " + max);
        }
        return value;
    }

    private long bytes(Key key) {
        String rule = "a size above 0 such as 512M or 1G";
        long value = parsed(key, v -> new MemorySizeConverter().convert(v).asLongValue(), rule);
        if (value <= 0) {
            throw wrong(key, rule);
        }
        return value;
    }

    private URI address(Key key) {
        return address(key, text(key), "an address such as https://example.org");
    }

    private URI address(Key key, String value, String rule) {
        URI uri;
        try {
            uri = URI.create(value);
        } catch (IllegalArgumentException e) {
            throw wrong(key, rule);
        }
        boolean web = uri.getHost() != null
                && uri.getUserInfo() == null
                && List.of("http", "https").contains(String.valueOf(uri.getScheme()));
        if (!web) {
            throw wrong(key, rule);
        }
        return uri;
    }

    private boolean truth(Key key) {
        if (!List.of("true", "false").contains(text(key))) {
            throw wrong(key, "true or false");
        }
        return Boolean.parseBoolean(text(key));
    }

    private Duration duration(Key key) {
        String rule = "a time above 0 such as 90s or 2m";
        Duration value = parsed(key, DurationConverter::parseDuration, rule);
        if (value == null || value.isZero() || value.isNegative()) {
            throw wrong(key, rule);
        }
        return value;
    }

    private <T> T parsed(Key key, Function<String, T> parser, String rule) {
        try {
            return parser.apply(text(key));
        } catch (RuntimeException e) {
            throw wrong(key, rule);
        }
    }

    private SettingsException wrong(Key key, String rule) {
        return new SettingsException(key.key() + " must be " + rule + ", got '" + text(key) + "'.");
    }

    /** An absolute path; a leading {@code ~} stands for the user's home. */
    static Path folder(String text) {
        String home = System.getProperty("user.home");
        String path = text.equals("~") || text.startsWith("~/") ? home + text.substring(1) : text;
        return Path.of(path).toAbsolutePath().normalize();
    }
}
