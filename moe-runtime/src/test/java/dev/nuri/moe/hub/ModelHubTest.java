package dev.nuri.moe.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.moe.CatalogueEntry;
import dev.nuri.moe.InstalledModel;
import dev.nuri.moe.ModelHub;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelResourceException;
import dev.nuri.moe.PullListener;
import dev.nuri.moe.hub.FaultyServer.Reply;
import dev.nuri.moe.hub.FaultyServer.Request;
import dev.nuri.moe.model.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pulls from a server on loopback that breaks every promise a server makes. */
class ModelHubTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String TREE = "/api/models/makers/model/tree/" + COMMIT + "?recursive=true";

    @TempDir
    Path temp;

    private FaultyServer server;
    private byte[] weights;

    @BeforeEach
    void start() throws IOException {
        server = new FaultyServer();
        weights = new byte[300_000];
        new Random(7).nextBytes(weights);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private ModelHub hub() {
        return new ModelHub(settings(false, null, 0));
    }

    private ModelHub.Settings settings(boolean offline, String token, long reserve) {
        return new ModelHub.Settings(
                temp.resolve("models"),
                server.uri(""),
                offline,
                token,
                reserve,
                Duration.ofMillis(400),
                Duration.ofMillis(1));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String listed(String path, byte[] bytes) {
        return "{\"type\":\"file\",\"path\":\"" + path + "\",\"size\":" + bytes.length
                + ",\"oid\":\"ignored\",\"lfs\":{\"oid\":\"" + sha256(bytes) + "\",\"size\":" + bytes.length + "}}";
    }

    /** A hub with one repository; files are answered as the test says. */
    private void repository(String listing, Function<Request, Reply> files) {
        server.answer(request -> {
            if (request.path().equals("/api/models/makers/model/revision/main")) {
                return Reply.text("{\"sha\":\"" + COMMIT + "\"}");
            }
            return request.path().equals(TREE) ? Reply.text("[" + listing + "]") : files.apply(request);
        });
    }

    private void oneFile(Function<Request, Reply> file) {
        repository(listed("model-Q4_0.gguf", weights), file);
    }

    private InstalledModel pull() {
        return hub().pull("hub:makers/model", null, null, PullListener.silent());
    }

    private List<Request> fileRequests() {
        return server.requests().stream()
                .filter(r -> !r.path().startsWith("/api/"))
                .toList();
    }

    @Test
    void aModelIsPulledListedFoundAndRemoved() throws Exception {
        oneFile(r -> Reply.honest(r, weights, "\"v1\""));
        InstalledModel model = pull();
        assertThat(model.name()).isEqualTo("model");
        assertThat(model.revision()).isEqualTo(COMMIT);
        assertThat(model.files())
                .containsExactly(
                        new InstalledModel.ModelFile("model-Q4_0.gguf", weights.length, sha256(weights), true));
        assertThat(Files.readAllBytes(model.path())).isEqualTo(weights);
        assertThat(hub().installed()).containsExactly(model);
        assertThat(hub().locate("model")).isEqualTo(model.path());
        int requests = server.requests().size();
        assertThat(pull()).isEqualTo(model);
        assertThat(server.requests()).as("nothing is asked for again").hasSize(requests);
        assertThat(hub().remove("model")).isGreaterThanOrEqualTo(weights.length);
        assertThat(hub().installed()).isEmpty();
        assertThatThrownBy(() -> hub().remove("model")).isInstanceOf(ModelInputException.class);
    }

    @Test
    void aDroppedConnectionIsResumedWhereItBroke() throws Exception {
        oneFile(r -> Reply.honest(r, weights, "\"v1\"").cutAfter(70_000));
        List<String> notes = new ArrayList<>();
        InstalledModel model = hub().pull("hub:makers/model", null, null, listener(notes));
        assertThat(Files.readAllBytes(model.path())).isEqualTo(weights);
        assertThat(fileRequests().stream().map(Request::from)).containsExactly(0, 70_000, 140_000, 210_000, 280_000);
        assertThat(fileRequests().get(1).headers()).containsEntry("if-range", "\"v1\"");
        assertThat(notes).hasSize(4).allMatch(n -> n.contains("connection broke after"));
    }

    @Test
    void anotherProcessGoesOnWithThePart() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        oneFile(r -> calls.getAndIncrement() == 0
                ? Reply.honest(r, weights, "\"v1\"").cutAfter(100_000)
                : Reply.status(404));
        assertThatThrownBy(this::pull).isInstanceOf(ModelInputException.class);
        assertThat(hub().partial()).singleElement().satisfies(p -> assertThat(p.bytes())
                .isGreaterThanOrEqualTo(100_000));
        assertThat(hub().installed()).isEmpty();
        oneFile(r -> Reply.honest(r, weights, "\"v1\""));
        pull();
        assertThat(fileRequests().getLast().from()).isEqualTo(100_000);
    }

    @Test
    void aServerThatIgnoresRangesIsReadFromTheStart() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        oneFile(r -> calls.getAndIncrement() < 2 ? Reply.of(weights).cutAfter(90_000) : Reply.of(weights));
        assertThat(Files.readAllBytes(pull().path())).isEqualTo(weights);
    }

    @Test
    void aFileThatChangesMidwayIsBegunAnew() throws Exception {
        byte[] old = weights.clone();
        old[5] ^= 1;
        AtomicInteger calls = new AtomicInteger();
        oneFile(r -> calls.getAndIncrement() == 0
                ? Reply.honest(r, old, "\"old\"").cutAfter(50_000)
                : Reply.honest(r, weights, "\"new\""));
        assertThat(Files.readAllBytes(pull().path())).isEqualTo(weights);
    }

    @Test
    void aServerThatMixesTwoVersionsIsFoundOut() throws Exception {
        byte[] old = weights.clone();
        old[5] ^= 1;
        AtomicInteger calls = new AtomicInteger();
        // Answers the range of the new file although the old one's tag was given.
        oneFile(r -> calls.getAndIncrement() == 0
                ? Reply.honest(r, old, "\"old\"").cutAfter(50_000)
                : Reply.honest(
                        new Request(
                                r.path(),
                                r.isRange()
                                        ? java.util.Map.of("range", "bytes=" + r.from() + "-")
                                        : java.util.Map.of()),
                        weights,
                        "\"new\""));
        assertThat(Files.readAllBytes(pull().path())).isEqualTo(weights);
    }

    @Test
    void wrongBytesAreNotKept() {
        byte[] wrong = weights.clone();
        wrong[299_999] ^= 1;
        oneFile(r -> Reply.honest(r, wrong, "\"v1\""));
        assertThatThrownBy(this::pull)
                .isInstanceOf(ModelResourceException.class)
                .hasMessageContaining(sha256(weights))
                .hasMessageContaining(sha256(wrong));
        assertThat(hub().installed()).isEmpty();
        assertThat(hub().partial()).isEmpty();
    }

    @Test
    void wrongBytesOnceAreFetchedAgain() throws Exception {
        byte[] wrong = weights.clone();
        wrong[0] ^= 1;
        AtomicInteger calls = new AtomicInteger();
        oneFile(r -> Reply.honest(r, calls.getAndIncrement() == 0 ? wrong : weights, "\"v1\""));
        assertThat(Files.readAllBytes(pull().path())).isEqualTo(weights);
    }

    static Stream<Function<Reply, Reply>> lies() {
        return Stream.of(
                reply -> reply.with("Content-Length", "299999"),
                reply -> reply.with("Content-Length", "300001"),
                reply -> reply.with("Content-Length", "9223372036854775807"),
                reply -> reply.with("Content-Length", "many").cutAfter(1000),
                reply -> new Reply(206, reply.headers(), reply.body(), 0).with("Content-Range", "bytes 7-9/10"),
                reply -> reply.without("Content-Length").cutAfter(299_999),
                reply -> new Reply(200, java.util.Map.of(), Arrays.copyOf(reply.body(), 300_001), 0));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void liesAboutLengthsNeverGiveAModel(Function<Reply, Reply> lie) {
        oneFile(r -> lie.apply(Reply.of(weights)));
        assertThatThrownBy(this::pull).isInstanceOf(ModelResourceException.class);
        assertThat(hub().installed()).isEmpty();
    }

    @Test
    void withoutALengthTheChecksumDecides() throws Exception {
        oneFile(r -> Reply.of(weights).with("Content-Length", "-5"));
        assertThat(Files.readAllBytes(pull().path())).isEqualTo(weights);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void whatNeedsATokenSaysSo(int status) {
        oneFile(r -> Reply.status(status));
        assertThatThrownBy(this::pull)
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("" + status)
                .hasMessageContaining("token");
        assertThat(fileRequests()).hasSize(1);
    }

    @Test
    void whatIsNotThereSaysSo() {
        oneFile(r -> Reply.status(404));
        assertThatThrownBy(this::pull).isInstanceOf(ModelInputException.class).hasMessageContaining("404");
        server.answer(r -> Reply.status(404));
        assertThatThrownBy(this::pull).isInstanceOf(ModelInputException.class).hasMessageContaining("makers/model");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void aServerInTroubleIsAskedAgain(int status) throws Exception {
        AtomicInteger calls = new AtomicInteger();
        oneFile(r -> calls.getAndIncrement() < 3
                ? Reply.status(status).with("Retry-After", "0")
                : Reply.honest(r, weights, "\"v1\""));
        assertThat(Files.readAllBytes(pull().path())).isEqualTo(weights);
        oneFile(r -> Reply.status(status));
        hub().remove("model");
        assertThatThrownBy(this::pull)
                .isInstanceOf(ModelResourceException.class)
                .hasMessageContaining("" + status)
                .hasMessageContaining("" + Retries.MOST_FRUITLESS);
    }

    @Test
    void theWaitAServerAsksForIsKept() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        oneFile(r -> calls.getAndIncrement() == 0
                ? Reply.status(429).with("Retry-After", "1")
                : Reply.honest(r, weights, "\"v1\""));
        long start = System.nanoTime();
        pull();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000_000L);
    }

    @Test
    void aStalledBodyIsGivenUpAndResumed() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        oneFile(r -> calls.getAndIncrement() == 0
                ? Reply.honest(r, weights, "\"v1\"").cutAfter(64_000).thenSilent(5_000)
                : Reply.honest(r, weights, "\"v1\""));
        long start = System.nanoTime();
        assertThat(Files.readAllBytes(pull().path())).isEqualTo(weights);
        assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
        assertThat(fileRequests().getLast().from()).isGreaterThan(0);
    }

    @Test
    void theTokenGoesToTheHubOnly() throws Exception {
        try (FaultyServer elsewhere = new FaultyServer()) {
            elsewhere.answer(r -> Reply.honest(r, weights, "\"v1\""));
            oneFile(r ->
                    Reply.status(302).with("Location", elsewhere.uri("/blob").toString()));
            new ModelHub(settings(false, "secret", 0)).pull("hub:makers/model", null, null, PullListener.silent());
            assertThat(server.requests())
                    .allMatch(r -> "Bearer secret".equals(r.headers().get("authorization")));
            assertThat(elsewhere.requests()).noneMatch(r -> r.headers().containsKey("authorization"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/hostname", "ftp://127.0.0.1/x", "jar:file:/x!/y", "//", "http://[", ""})
    void redirectsToOtherPlacesAreRefused(String location) {
        oneFile(r -> Reply.status(302).with("Location", location));
        assertThatThrownBy(this::pull).isInstanceOf(ModelInputException.class).hasMessageContaining("redirects");
        oneFile(r -> Reply.status(302).with("Location", r.path()));
        assertThatThrownBy(this::pull).isInstanceOf(ModelInputException.class).hasMessageContaining("more than");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil.gguf", "a/../../evil.gguf", "/etc/evil.gguf", "..\\\\evil.gguf", "C:evil.gguf", ".gguf"
            })
    void namesThatLeadElsewhereAreRefused(String path) throws Exception {
        repository(listed(path, weights), r -> Reply.honest(r, weights, "\"v1\""));
        String last = path.substring(path.lastIndexOf('/') + 1);
        if (last.equals("evil.gguf")) {
            // Only the last part of a path ever names a file here.
            assertThat(pull().path()).hasParent(temp.resolve("models/model").toAbsolutePath());
        } else {
            assertThatThrownBy(this::pull).isInstanceOf(ModelInputException.class);
        }
        try (Stream<Path> files = Files.walk(temp)) {
            assertThat(files.filter(Files::isRegularFile)).allMatch(f -> f.startsWith(temp.resolve("models/model")));
        }
        assertThatThrownBy(() -> hub().pull("hub:makers/model/../../x", null, null, PullListener.silent()))
                .isInstanceOf(ModelInputException.class);
        assertThatThrownBy(() -> hub().pull("hub:makers/model", null, "../x", PullListener.silent()))
                .isInstanceOf(ModelInputException.class);
    }

    @Test
    void aDiskThatIsTooSmallIsSaidBeforeAnythingIsFetched() {
        oneFile(r -> Reply.honest(r, weights, "\"v1\""));
        ModelHub full = new ModelHub(settings(false, null, Long.MAX_VALUE / 2));
        assertThatThrownBy(() -> full.pull("hub:makers/model", null, null, PullListener.silent()))
                .isInstanceOf(ModelResourceException.class)
                .hasMessageContaining("GB left");
        assertThat(fileRequests()).isEmpty();
    }

    @Test
    void offlineOnlyWhatIsHereIsGiven() {
        oneFile(r -> Reply.honest(r, weights, "\"v1\""));
        ModelHub offline = new ModelHub(settings(true, null, 0));
        assertThatThrownBy(() -> offline.pull("hub:makers/model", null, null, PullListener.silent()))
                .isInstanceOf(ModelResourceException.class)
                .hasMessageContaining("offline");
        assertThat(server.requests()).isEmpty();
        InstalledModel model = pull();
        assertThat(offline.pull("hub:makers/model", null, null, PullListener.silent()))
                .isEqualTo(model);
    }

    @Test
    void shardsArriveTogetherAndOneFailureEndsThemAll() throws Exception {
        List<byte[]> shards = new ArrayList<>();
        StringBuilder listing = new StringBuilder();
        for (int i = 1; i <= 9; i++) {
            byte[] shard = Arrays.copyOf(weights, 10_000 + i);
            shards.add(shard);
            listing.append(i > 1 ? "," : "").append(listed("Q8_0/big-Q8_0-0000" + i + "-of-00009.gguf", shard));
        }
        Function<Request, Reply> files = r -> {
            int number = Integer.parseInt(r.path().replaceAll(".*-0000(\\d)-of.*", "$1"));
            return Reply.honest(r, shards.get(number - 1), "\"v" + number + "\"");
        };
        repository(listing.toString(), r -> r.path().contains("-00003-of") ? Reply.status(403) : files.apply(r));
        assertThatThrownBy(this::pull).isInstanceOf(ModelInputException.class).hasMessageContaining("403");
        repository(listing.toString(), files);
        InstalledModel model = pull();
        assertThat(model.path()).hasFileName("big-Q8_0-00001-of-00009.gguf");
        assertThat(model.files()).hasSize(9).allMatch(InstalledModel.ModelFile::checked);
        for (int i = 0; i < 9; i++) {
            assertThat(Files.readAllBytes(
                            model.path().resolveSibling(model.files().get(i).name())))
                    .isEqualTo(shards.get(i));
        }
    }

    @Test
    void aQuantisationIsChosen() {
        byte[] small = Arrays.copyOf(weights, 100);
        repository(
                listed("m-Q4_K_M.gguf", small) + "," + listed("m-q8_0.gguf", weights) + ","
                        + listed("mmproj-f16.gguf", small),
                r -> Reply.honest(r, r.path().contains("q8_0") ? weights : small, "\"v1\""));
        assertThat(pull().path()).hasFileName("m-Q4_K_M.gguf");
        InstalledModel q8 = hub().pull("hub:makers/model", "Q8_0", null, PullListener.silent());
        assertThat(q8.name()).isEqualTo("model-Q8_0");
        assertThat(q8.path()).hasFileName("m-q8_0.gguf");
        assertThatThrownBy(() -> hub().pull("hub:makers/model", "Q6_K", null, PullListener.silent()))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("Q4_K_M, Q8_0");
        assertThatThrownBy(() -> hub().pull("hub:makers/model/m-q8_0.gguf", null, "model", PullListener.silent()))
                .isInstanceOf(ModelInputException.class)
                .hasMessageContaining("--name");
    }

    @Test
    void aSafetensorsModelIsAFolder() throws Exception {
        byte[] config = "{\"model_type\": \"olmoe\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        MessageDigest git = MessageDigest.getInstance("SHA-1");
        git.update(("blob " + config.length + "\0").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        String oid = HexFormat.of().formatHex(git.digest(config));
        String small = "{\"type\":\"file\",\"path\":\"config.json\",\"size\":" + config.length + ",\"oid\":\"" + oid
                + "\"},{\"type\":\"directory\",\"path\":\"original\",\"oid\":\"x\",\"size\":0}";
        repository(
                small + "," + listed("model.safetensors", weights) + ","
                        + listed("original/model.safetensors", weights),
                r -> Reply.honest(r, r.path().contains("config") ? config : weights, "\"v1\""));
        InstalledModel model = pull();
        assertThat(model.path()).isDirectory();
        assertThat(model.files()).hasSize(2).allMatch(InstalledModel.ModelFile::checked);
        assertThat(model.path().resolve("config.json")).hasBinaryContent(config);
    }

    @Test
    void anAddressIsPulledToo() throws Exception {
        server.answer(r -> Reply.honest(r, weights, "\"v1\"").cutAfter(200_000));
        InstalledModel model =
                hub().pull(server.uri("/files/my-model.gguf?download=1").toString(), null, null, PullListener.silent());
        assertThat(model.name()).isEqualTo("my-model");
        assertThat(model.files())
                .containsExactly(new InstalledModel.ModelFile("my-model.gguf", weights.length, sha256(weights), false));
        server.answer(r -> Reply.honest(r, weights, "\"v1\"").with("X-Linked-Etag", "\"" + "0".repeat(64) + "\""));
        assertThatThrownBy(
                        () -> hub().pull(server.uri("/files/other.gguf").toString(), null, null, PullListener.silent()))
                .isInstanceOf(ModelResourceException.class)
                .hasMessageContaining("0".repeat(64));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no-such-model",
                "file:///etc/passwd",
                "ftp://x/y.gguf",
                "hub:",
                "hub:x",
                "http://",
                "http:// /"
            })
    void whatIsNoReferenceIsRefused(String reference) {
        assertThatThrownBy(() -> hub().pull(reference, null, null, PullListener.silent()))
                .isInstanceOf(ModelInputException.class);
    }

    @Test
    void whatIsNotHereSaysHowToGetIt() {
        assertThatThrownBy(() -> hub().locate("gpt-OSS-20b")).hasMessageContaining("nuri models pull gpt-oss-20b");
        assertThatThrownBy(() -> hub().locate("nothing")).hasMessageContaining("nuri models list");
        assertThat(hub().locate(temp.toString())).isEqualTo(temp);
    }

    @Test
    void theCatalogueSaysWhatAUserNeeds() {
        assertThat(ModelHub.catalogue())
                .extracting(CatalogueEntry::id)
                .doesNotHaveDuplicates()
                .contains("A.X-K1");
        assertThat(ModelHub.catalogue()).allSatisfy(e -> {
            assertThat(e.use().equals("embedding") ? Architecture.ENCODERS.keySet() : Architecture.ALL.keySet())
                    .as(e.id())
                    .contains(e.architecture());
            assertThat(FileNames.checkedModel(e.id())).isEqualTo(e.id());
            assertThat(e.activeBillions()).isPositive().isLessThanOrEqualTo(e.parametersBillions());
            assertThat(e.languages()).isNotEmpty();
            assertThat(e.licence()).isNotBlank();
            assertThat(Reference.parse("hub:" + e.repository())).isInstanceOf(Reference.Repository.class);
            assertThat(e.approximateGigabytes()).isPositive();
            assertThat(e.contextTokens()).isPositive();
        });
    }

    private static PullListener listener(List<String> notes) {
        return new PullListener() {
            @Override
            public void progress(long done, long total, String file) {
                assertThat(done).isLessThanOrEqualTo(total);
            }

            @Override
            public void note(String message) {
                notes.add(message);
            }
        };
    }
}
