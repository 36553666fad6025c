package dev.nuri.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.Reranker;
import dev.nuri.retriever.Reranker.Candidate;
import dev.nuri.retriever.RerankerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that give the mean of a number for each token. */
class OnnxRerankerTest extends RerankerContract {

    /** [UNK], [CLS], [SEP], then words. */
    private static final List<String> WORDS = List.of("river", "sea", "town");

    private static final float[][] TABLE = {{0}, {0}, {0}, {6}, {-3}, {0}};
    private static final List<String> INPUTS = List.of("input_ids", "attention_mask", "token_type_ids");
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path temp;

    private Path folder;
    private Reranker shared;

    @BeforeEach
    void write() {
        folder = temp.resolve("tiny-reranker");
        network(TABLE);
        TinyOnnx.write(folder.resolve("tokenizer.json"), TinyOnnx.tokenizer(WORDS));
        shared = open();
    }

    @AfterEach
    void close() {
        shared.close();
    }

    private void network(float[][] table) {
        TinyOnnx.write(folder.resolve("model.onnx"), TinyOnnx.encoder(table, true, INPUTS));
    }

    private Reranker open() {
        return OnnxReranker.open(folder, temp.resolve("cache"));
    }

    private float score(String query, String passage) {
        try (Reranker reranker = open()) {
            return reranker.score(query, List.of(new Candidate("", passage)), LONG)[0];
        }
    }

    @Override
    protected Reranker reranker() {
        return shared;
    }

    @Test
    void readsQueryAndPassageAsOnePair() {
        assertThat(shared.id()).isEqualTo("tiny-reranker");
        assertThat(score("town", "river")).as("[CLS] town [SEP] river [SEP]").isEqualTo(6f / 5);
        assertThat(score("town", "sea")).isEqualTo(-3f / 5);
        assertThat(shared.score("town", List.of(new Candidate("sea", "river")), LONG)[0])
                .as("the title comes first")
                .isEqualTo(3f / 6);
    }

    @Test
    void cutsThePassageBeforeTheQuery() {
        TinyOnnx.write(folder.resolve("config.json"), "{\"max_position_embeddings\": 8}");
        assertThat(score("river river", "sea ".repeat(100)))
                .as("3 special, 2, 3")
                .isEqualTo((12 - 9) / 8f);
        assertThat(score("river ".repeat(100), "sea"))
                .as("and the query where there is no room")
                .isPositive();
    }

    @Test
    void ofTwoNumbersTheDifferenceCounts() {
        network(new float[][] {{0, 0}, {0, 0}, {0, 0}, {1, 6}, {0, -3}, {0, 0}});
        assertThat(score("town", "river")).isEqualTo(5f / 5);
        TinyOnnx.write(folder.resolve("config.json"), "{\"id2label\": {\"0\": \"relevant\", \"1\": \"other\"}}");
        assertThat(score("town", "river")).isEqualTo(-5f / 5);
    }

    @Test
    void beginsNoOtherPassageOnceTimeIsUp() {
        List<Candidate> many =
                List.of("river", "sea", "town", "river sea", "sea town", "town river", "river river", "sea sea")
                        .stream()
                        .flatMap(text ->
                                Stream.generate(() -> new Candidate("", text)).limit(64))
                        .toList();
        float[] all = shared.score("town", many, LONG);
        float[] some = shared.score("town", many, Duration.ZERO);
        assertThat(some.length).isBetween(1, many.size() - 1);
        assertThat(some).containsExactly(Arrays.copyOf(all, some.length));
    }

    private static void refused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(NuriException.class)
                .hasMessageContainingAll(parts)
                .message()
                .startsWith("The reranker '")
                .endsWith(".")
                .doesNotContain("..", "\n");
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));
        refused(() -> OnnxReranker.check(folder), "has no tokenizer.json");
        Files.delete(folder.resolve("model.onnx"));
        refused(() -> OnnxReranker.check(folder), "has no model.onnx");
    }

    @Test
    void refusesOtherNetworks() {
        network(new float[][] {{0, 0, 0}, {0, 0, 0}, {0, 0, 0}, {1, 6, 0}, {0, -3, 0}, {0, 0, 0}});
        refused(this::open, "must give one number for a pair of texts, or two");
        TinyOnnx.write(folder.resolve("model.onnx"), TinyOnnx.encoder(TABLE, true, List.of("input_ids", "pixels")));
        refused(this::open, "must take input_ids", "pixels");
        TinyOnnx.write(folder.resolve("model.onnx"), "not a network");
        refused(this::open, "cannot be loaded");
        network(new float[][] {{0}, {0}, {0}, {0}});
        refused(this::open, "tokenizer.json that does not fit its network");
    }

    @Test
    void refusesScoresThatAreNone() {
        network(new float[][] {{0}, {0}, {0}, {Float.NaN}, {0}, {0}});
        refused(() -> score("town", "river"), "gave a score that is not a number");
    }
}
