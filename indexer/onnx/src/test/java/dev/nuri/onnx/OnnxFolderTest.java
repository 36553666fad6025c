package dev.nuri.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderContract;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFolderTest extends EmbedderContract {

    /** [UNK], [CLS], [SEP], then words; the prefixes of E5 are the words "query", "passage" and ":". */
    private static final List<String> WORDS = List.of("query", "passage", ":", "river", "sea");

    private static final float[][] TABLE = {
        {1, 1, 1}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 2}, {3, 0, 0}, {0, 5, 0}, {0, 0, 7}
    };
    private static final List<String> INPUTS = List.of("input_ids", "attention_mask");

    @TempDir
    Path temp;

    private Path folder;
    private Embedder shared;

    @BeforeEach
    void write() {
        folder = folder("multilingual-e5-small");
        shared = open();
    }

    @AfterEach
    void close() {
        shared.close();
    }

    private Path folder(String name) {
        Path made = temp.resolve("models").resolve(name);
        TinyOnnx.write(made.resolve("model.onnx"), TinyOnnx.encoder(TABLE, false, INPUTS));
        TinyOnnx.write(made.resolve("tokenizer.json"), TinyOnnx.tokenizer(WORDS));
        TinyOnnx.write(made.resolve("config.json"), "{\"model_type\": \"bert\", \"hidden_size\": 3}");
        return made;
    }

    private OnnxFolderProvider provider() {
        return OnnxFolderProvider.of(folder, temp.resolve("cache"));
    }

    private Embedder open() {
        return provider().open(temp.resolve("cache"));
    }

    private float[] query(String text) {
        try (Embedder embedder = open()) {
            return embedder.embed(List.of(text), Embedder.Role.QUERY)[0];
        }
    }

    @Override
    protected Embedder embedder() {
        return shared;
    }

    private static void isDirection(float[] vector, float... direction) {
        double length = 0;
        for (float x : direction) {
            length += x * x;
        }
        for (int i = 0; i < direction.length; i++) {
            assertThat(vector[i]).isCloseTo((float) (direction[i] / Math.sqrt(length)), within(1e-6f));
        }
    }

    @Test
    void knowsAModelByTheNameOfItsFolder() {
        isDirection(query("river"), 1 + 3, 1 + 5, 1); // [CLS] query : river [SEP]
        isDirection(shared.embed(List.of("river"), Embedder.Role.PASSAGE)[0], 1 + 3, 1 + 5, 2);
        assertThat(shared.id()).startsWith("multilingual-e5-small/");
        assertThat(shared.supports("ko")).isTrue();
        assertThat(shared.dimension()).isEqualTo(3);
    }

    @Test
    void takesTheFirstTokenWhereTheMakersDo() {
        folder = folder("bge-m3");
        isDirection(query("river sea"), 1, 0, 0);
    }

    @Test
    void readsTheFilesOfSentenceTransformers() {
        folder = folder("mine");
        TinyOnnx.write(folder.resolve("modules.json"), """
                [{"idx":0,"path":"","type":"sentence_transformers.models.Transformer"},
                 {"idx":1,"path":"1_Pooling","type":"sentence_transformers.models.Pooling"}]""");
        TinyOnnx.write(
                folder.resolve("1_Pooling/config.json"),
                "{\"word_embedding_dimension\": 3, \"pooling_mode_lasttoken\": true}");
        TinyOnnx.write(folder.resolve("config_sentence_transformers.json"), "{\"prompts\": {\"query\": \"sea \"}}");
        isDirection(query("river"), 0, 1, 0);
        assertThat(FolderSettings.of(ModelFolder.of(folder, "embedder")).queryPrefix())
                .isEqualTo("sea ");
    }

    @Test
    void theUsersWordComesFirst() {
        TinyOnnx.write(folder.resolve("nuri-embedder.json"), """
                {"pooling": "mean", "queryPrefix": "", "maxTokens": 8, "languages": ["en"]}""");
        isDirection(query("river"), 1, 1 + 5, 0);
        assertThat(provider().supports("de")).isFalse();
    }

    @Test
    void takesAVectorThatTheNetworkGives() {
        folder = folder("unknown");
        TinyOnnx.write(folder.resolve("model.onnx"), TinyOnnx.encoder(TABLE, true, INPUTS));
        isDirection(query("river"), 1, 1 + 5, 0);
    }

    @Test
    void findsWhereExportersPutTheNetwork() throws IOException {
        Path inner = folder.resolve("onnx/model_quantized.onnx");
        TinyOnnx.write(inner, Files.readAllBytes(folder.resolve("model.onnx")));
        Files.delete(folder.resolve("model.onnx"));
        assertThat(provider().id()).isEqualTo(OnnxFolderProvider.of(inner, temp).id());
        assertThat(query("river")).hasSize(3);
    }

    @Test
    void anotherNetworkIsAnotherEmbedder() throws IOException {
        String before = provider().id();
        assertThat(provider().id()).isEqualTo(before);
        Path moved = temp.resolve("elsewhere/multilingual-e5-small");
        Files.createDirectories(moved.getParent());
        Files.move(folder, moved);
        folder = moved;
        assertThat(provider().id()).isEqualTo(before);
        float[][] table = TABLE.clone();
        table[4] = new float[] {0, 0, 3};
        TinyOnnx.write(folder.resolve("model.onnx"), TinyOnnx.encoder(table, false, INPUTS));
        Files.setLastModifiedTime(folder.resolve("model.onnx"), FileTime.fromMillis(1));
        assertThat(provider().id()).isNotEqualTo(before);
    }

    @Test
    void aFolderGivesWhatTheBundledModelGives() throws IOException {
        folder = temp.resolve("e5-small-v2");
        copy("e5-small-v2-q.onnx", "model.onnx");
        copy("e5-small-v2-q-tokenizer.json", "tokenizer.json");
        TinyOnnx.write(folder.resolve("config.json"), "{\"hidden_size\": 384}");
        try (Embedder bundled = new E5SmallProvider().open(temp.resolve("cache"))) {
            assertThat(query("How tall is the tower?"))
                    .containsExactly(bundled.embed(List.of("How tall is the tower?"), Embedder.Role.QUERY)[0]);
        }
    }

    private void copy(String resource, String name) throws IOException {
        try (InputStream in = OnnxFolderTest.class.getResourceAsStream("/" + resource)) {
            TinyOnnx.write(folder.resolve(name), in.readAllBytes());
        }
    }

    private static void refused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(NuriException.class)
                .hasMessageContainingAll(parts)
                .message()
                .endsWith(".")
                .doesNotContain("..", "\n");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.delete(folder.resolve("config.json"));
        refused(this::provider, "multilingual-e5-small", "config.json", "{\"dimension\": N}");
        Files.delete(folder.resolve("tokenizer.json"));
        refused(this::provider, "has no tokenizer.json beside model.onnx");
        Files.delete(folder.resolve("model.onnx"));
        refused(this::provider, "has no model.onnx or onnx/model.onnx");
        TinyOnnx.write(folder.resolve("a.onnx"), "a");
        TinyOnnx.write(folder.resolve("b.onnx"), "b");
        refused(this::provider, "several networks", "a.onnx");
    }

    @Test
    void saysWhenNothingTellsHowVectorsAreMade() {
        folder = folder("unknown");
        refused(this::open, "unknown", "sentence_embedding", "{\"pooling\": \"mean\"");
    }

    @Test
    void saysWhatIsWrongInItsSettings() {
        TinyOnnx.write(folder.resolve("nuri-embedder.json"), "{\n\"pooling\": \"max\"}");
        refused(this::provider, "nuri-embedder.json", "mean, cls or last as pooling, got 'max'");
        TinyOnnx.write(folder.resolve("nuri-embedder.json"), "{\"poling\": \"cls\"}");
        refused(this::provider, "the field 'poling'", "passagePrefix");
        TinyOnnx.write(folder.resolve("nuri-embedder.json"), "{\n\"pooling\": }");
        refused(this::provider, "nuri-embedder.json' is not JSON: line 2");
    }

    @Test
    void refusesAnotherDimension() {
        TinyOnnx.write(folder.resolve("config.json"), "{\"hidden_size\": 4}");
        refused(this::open, "must give 4 components, but gives 3");
    }

    @Test
    void refusesOtherInputs() {
        TinyOnnx.write(
                folder.resolve("model.onnx"), TinyOnnx.encoder(TABLE, false, List.of("input_ids", "past_key_values")));
        refused(this::open, "must take input_ids", "but takes input_ids, past_key_values");
    }

    @Test
    void refusesWhatIsNoNetwork() {
        TinyOnnx.write(folder.resolve("model.onnx"), "not a network");
        refused(this::open, "multilingual-e5-small' cannot be loaded");
    }

    @Test
    void refusesATokenizerOfAnotherModel() {
        TinyOnnx.write(
                folder.resolve("tokenizer.json"),
                TinyOnnx.tokenizer(List.of("query", "passage", ":", "river", "sea", "lake")));
        refused(this::open, "tokenizer.json that does not fit its network", "token 8");
        TinyOnnx.write(folder.resolve("tokenizer.json"), "{}");
        refused(this::open, "tokenizer.json that cannot be read");
    }

    @Test
    void refusesVectorsThatAreNone() {
        float[][] table = TABLE.clone();
        table[7] = new float[] {Float.NaN, 0, 0};
        TinyOnnx.write(folder.resolve("model.onnx"), TinyOnnx.encoder(table, false, INPUTS));
        refused(() -> query("sea"), "gave a vector that is zero or not a number");
    }
}
