package dev.nuri.web.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Every key of the configuration with its default. A key that is not here stops the start. */
public enum Key {
    DATA_DIR("nuri.data-dir", "~/.nuri", "folder that holds the index, the originals and the jobs"),
    ENGINE(
            "nuri.engine",
            "lucene",
            "where passages are stored and searched: lucene (in the data folder) or opensearch (in a cluster)"),
    OPENSEARCH_URL(
            "nuri.opensearch.url",
            "",
            "addresses of the cluster's nodes, parted by commas, such as http://localhost:9200"),
    OPENSEARCH_INDEX("nuri.opensearch.index", "nuri", "name of the index there; several Nuris may share it"),
    OPENSEARCH_USER("nuri.opensearch.user", "", "user of the cluster"),
    OPENSEARCH_PASSWORD_FILE(
            "nuri.opensearch.password-file",
            "",
            "file with that user's password; NURI_OPENSEARCH_PASSWORD comes first"),
    OPENSEARCH_CA_FILE(
            "nuri.opensearch.ca-file",
            "",
            "certificates (PEM) that are trusted instead of those this machine trusts, for https with one's own authority"),
    OPENSEARCH_CLIENT_FILE(
            "nuri.opensearch.client-file",
            "",
            "key and certificate (PKCS#12) that Nuri shows to a cluster that asks for them"),
    OPENSEARCH_CLIENT_PASSWORD_FILE(
            "nuri.opensearch.client-password-file",
            "",
            "file with the password of that file; NURI_OPENSEARCH_CLIENT_PASSWORD comes first"),
    OPENSEARCH_SHARDS("nuri.opensearch.shards", "1", "primary shards of a new index"),
    OPENSEARCH_REPLICAS("nuri.opensearch.replicas", "1", "copies of each shard of a new index beside the first"),
    OPENSEARCH_VECTORS("nuri.opensearch.vectors", "lucene", "what keeps the vectors of a new index: lucene or faiss"),
    EMBEDDER(
            "nuri.embedder",
            "nuri-multilingual",
            "encoder of the dense leg: a name, a student's file, a folder with model.onnx, a server's URL, or none"),
    EMBEDDER_MODEL("nuri.embedder.model", "", "model that the embedder's server is asked for"),
    EMBEDDER_QUERY_PREFIX(
            "nuri.embedder.query-prefix",
            "",
            "put before queries that a server embeds, as makers ask; none for nothing"),
    EMBEDDER_PASSAGE_PREFIX("nuri.embedder.passage-prefix", "", "likewise before passages"),
    EMBEDDER_KEY_FILE(
            "nuri.embedder.key-file", "", "file with the key of the embedder's server; NURI_EMBEDDER_KEY comes first"),
    RERANKER(
            "nuri.reranker",
            "none",
            "reads the best passages beside the query and orders them anew: a folder with model.onnx, a server's URL,"
                    + " or none"),
    RERANKER_MODEL("nuri.reranker.model", "", "model that the reranker's server is asked for"),
    RERANKER_KEY_FILE(
            "nuri.reranker.key-file", "", "file with the key of the reranker's server; NURI_RERANKER_KEY comes first"),
    RERANKER_DEPTH("nuri.reranker.depth", "30", "passages it reads for a search"),
    RERANKER_TIME("nuri.reranker.time", "2s", "after which it begins no other; those not read keep their order below"),
    MODEL(
            "nuri.model",
            "none",
            "language model that writes answers: a pulled model, a GGUF file, a provider's name, with nuri.model.url"
                    + " the server's name for it; none answers by quoting"),
    MODEL_URL(
            "nuri.model.url",
            "",
            "OpenAI-compatible server that has the model, such as http://localhost:8000/v1; several with commas"
                    + " between share the work"),
    MODEL_KEY_FILE("nuri.model.key-file", "", "file with the key of that server; NURI_MODEL_KEY comes first"),
    MODEL_TIMEOUT("nuri.model.timeout", "60s", "time for all the model does about a question; quotes answer after it"),
    MODEL_MAX_TOKENS("nuri.model.max-tokens", "768", "tokens of an answer at most, thoughts included"),
    MODEL_CONTEXT("nuri.model.context", "8192", "tokens of prompt and answer together; a local model may have fewer"),
    GUARD_POLICY(
            "nuri.guard.policy",
            "standard",
            "what is filtered: off, standard, strict, or the file of a policy of your own"),
    GUARD_MODEL(
            "nuri.guard.model",
            "none",
            "guard model of the family Qwen3Guard-Gen, asked after the other layers: a pulled model, a GGUF file or a"
                    + " folder, with nuri.guard.model.url the server's name for it"),
    GUARD_MODEL_URL(
            "nuri.guard.model.url", "", "OpenAI-compatible server that has it, such as http://localhost:8000/v1"),
    GUARD_MODEL_KEY_FILE(
            "nuri.guard.model.key-file", "", "file with the key of that server; NURI_GUARD_MODEL_KEY comes first"),
    BACKEND("nuri.backend", "auto", "what computes models: auto, or the name of a backend (nuri doctor lists them)"),
    MODELS_MIRROR("nuri.models.mirror", "https://huggingface.co", "hub that models are pulled from, or a mirror of it"),
    MODELS_OFFLINE("nuri.models.offline", "false", "true refuses to fetch models; those that are here work"),
    MODELS_TOKEN_FILE("nuri.models.token-file", "", "file with the hub's token; NURI_MODELS_TOKEN comes first"),
    HOST("nuri.host", "127.0.0.1", "address the server listens on"),
    PORT("nuri.port", "8080", "port the server listens on; 0 takes a free one"),
    AUTH(
            "nuri.auth",
            "none",
            "who may call: none (whoever is on this machine), keys (nuri key create), or oidc (keys too)"),
    AUTH_OPEN("nuri.auth.open", "false", "true lets everybody in who can reach nuri.host, without a key: dangerous"),
    KEY_FILE("nuri.key-file", "", "file with the key by which commands ask a server; NURI_KEY comes first"),
    OIDC_ISSUER(
            "nuri.oidc.issuer",
            "",
            "OpenID provider whose tokens are taken, such as https://id.example.org/realms/staff"),
    OIDC_AUDIENCE("nuri.oidc.audience", "", "audience that a token must be made for"),
    OIDC_USER_CLAIM("nuri.oidc.user-claim", "sub", "claim that becomes user:NAME"),
    OIDC_GROUPS_CLAIM("nuri.oidc.groups-claim", "groups", "claim whose values become group:NAME each"),
    OIDC_WRITERS("nuri.oidc.writers", "", "groups that may write, parted by commas"),
    OIDC_ADMINS("nuri.oidc.admins", "", "groups that may do everything, parted by commas"),
    LIMIT_RATE("nuri.limit.rate", "50", "requests a second of one key or person, on average"),
    LIMIT_BURST("nuri.limit.burst", "100", "requests of one key or person that may come at once after a pause"),
    LIMIT_AT_ONCE("nuri.limit.at-once", "16", "requests of one key or person under way"),
    LIMIT_TOTAL("nuri.limit.total", "256", "requests of all under way"),
    LIMIT_TOKENS(
            "nuri.limit.tokens",
            "0",
            "tokens of the language model that one key or person may use in a day; 0 for any number"),
    LIMIT_ANSWERS("nuri.limit.answers", "32", "questions of all under way; fewer leave more room for searches"),
    LIMIT_JOBS("nuri.limit.jobs", "1000", "uploads and other jobs that wait to be indexed; more are declined"),
    LIMIT_IDLE("nuri.limit.idle", "2m", "a connection on which nothing moves is closed after this time"),
    LIMIT_STALL("nuri.limit.stall", "30s", "a body that brings less than 1 KiB a second over this time is given up"),
    AUDIT_MAX_SIZE("nuri.audit.max-size", "16M", "size of one file of the audit log"),
    AUDIT_FILES("nuri.audit.files", "8", "files of the audit log that are kept"),
    LOG_FORMAT("nuri.log.format", "text", "text, or json for one object a line"),
    TRACES_URL(
            "nuri.traces.url",
            "",
            "where traces are sent, OTLP over HTTP, such as http://localhost:4318/v1/traces; nowhere by default"),
    MAX_UPLOAD("nuri.max-upload", "1G", "largest upload"),
    MIN_FREE_DISK("nuri.min-free-disk", "64M", "writes are refused below this much free space"),
    PARSER_PROCESSES("nuri.parser.processes", "", "parser processes at once; by default half the processors, 1 to 4"),
    PARSER_HEAP("nuri.parser.heap", "512M", "heap of each parser process"),
    PARSER_MEMORY(
            "nuri.parser.memory",
            "",
            "memory of each with all it starts, its heap among it; by default 1G more than the heap"),
    PARSER_TIMEOUT("nuri.parser.timeout", "2m", "time one file may take"),
    PARSER_MAX_FILE("nuri.parser.max-file", "1G", "larger files are reported, not read"),
    PARSER_MAX_TEXT("nuri.parser.max-text-chars", "50000000", "characters one file may yield"),
    PARSER_MAX_MEMBERS("nuri.parser.max-members", "10000", "documents one archive may yield"),
    PARSER_MAX_DEPTH("nuri.parser.max-depth", "5", "archives within archives"),
    PARSER_MAX_TEMP("nuri.parser.max-temp", "1G", "temporary files that may lie on the disk at once for one file"),
    PARSER_TESSERACT("nuri.parser.tesseract", "", "path of the OCR program; looked for on the PATH when empty"),
    FETCH_PRIVATE(
            "nuri.fetch.private",
            "none",
            "addresses beyond the public internet that may be fetched: none, all, or ranges such as"
                    + " 10.0.0.0/8,fc00::/7"),
    FETCH_ROBOTS("nuri.fetch.robots", "true", "false fetches what a site's robots.txt does not allow"),
    FETCH_USER_AGENT(
            "nuri.fetch.user-agent",
            "Nuri/0.1 (document indexer; robots.txt: nuri)",
            "what Nuri calls itself when it fetches a URL");

    static final String PREFIX = "nuri.";

    private final String key;
    private final String defaultValue;
    private final String description;

    Key(String key, String defaultValue, String description) {
        this.key = key;
        this.defaultValue = defaultValue;
        this.description = description;
    }

    /** The key as it is written, such as {@code nuri.port}. */
    public String key() {
        return key;
    }

    /** The value it has when nothing sets it; empty when that depends on the machine. */
    public String defaultValue() {
        return defaultValue;
    }

    /** One line for the user. */
    public String description() {
        return description;
    }

    /** Name of the environment variable that sets it. */
    public String variable() {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    static Optional<Key> ofKey(String name) {
        return Arrays.stream(values()).filter(k -> k.key.equals(name)).findFirst();
    }

    static Optional<Key> ofVariable(String name) {
        return Arrays.stream(values()).filter(k -> k.variable().equals(name)).findFirst();
    }

    /** The key whose name is nearest to {@code name}. */
    static Key nearest(String name) {
        return Arrays.stream(values())
                .min(Comparator.comparingInt(k -> distance(k.key, name)))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
