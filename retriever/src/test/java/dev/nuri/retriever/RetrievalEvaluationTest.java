package dev.nuri.retriever;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrievalEvaluationTest {

    private static final String RAIN = """
        {"id": "p1", "lang": "en", "title": "Weather", "text": "Rain fell on the mountains for three days."}
        {"id": "p2", "lang": "en", "title": "", "text": "The museum opens at nine."}
        """;
    private static final String RAIN_QUERIES = """
        {"id": "q1", "lang": "en", "question": "Where did rain fall?", "answers": ["mountains"], "passage_id": "p1"}
        {"id": "q2", "lang": "en", "question": "When does the museum open?", "answers": [], "qrels": {"p2": 2, "p1": 0}}
        {"id": "q3", "lang": "en", "question": "???", "answers": [], "passage_id": "p1"}
        {"id": "q4", "lang": "en", "question": "Who paid?", "answers": [], "passage_id": "p1", "answerable": false}
        """;

    @TempDir
    Path folder;

    @Test
    void measuresEachSetOverThePool() throws IOException {
        List<Path> sets = List.of(set("rain", RAIN, RAIN_QUERIES), korean(), candidatesOnly());
        List<String> stages = new ArrayList<>();
        RetrievalReport report = RetrievalEvaluation.run(
                sets, Split.ALL, null, folder.resolve("index"), (stage, done, total) -> stages.add(stage));
        assertThat(report.passages()).isEqualTo(4);
        assertThat(report.sets()).containsOnlyKeys("rain", "korean");
        assertThat(report.sets().get("rain").queries()).isEqualTo(3);
        RetrievalMetrics rain = report.sets().get("rain").legs().lexical();
        assertThat(rain.mrrAt10())
                .as("the query of punctuation finds nothing and counts")
                .isEqualTo(2 / 3.0);
        assertThat(report.sets().get("korean").legs().lexical()).isEqualTo(new RetrievalMetrics(1, 1, 1, 1));
        assertThat(report.average().lexical().mrrAt10()).isEqualTo((2 / 3.0 + 1) / 2);
        assertThat(report.average().dense()).isNull();
        assertThat(report.average().hybrid()).isEqualTo(report.average().lexical());
        assertThat(report.skipped()).containsOnlyKeys("candidates");
        assertThat(report.skipped().get("candidates")).contains("not judgements");
        assertThat(stages).contains("index", "rain", "korean", "latency");
    }

    @Test
    void measuresBothLegsWithAnEmbedder() throws IOException {
        RetrievalReport report = RetrievalEvaluation.run(
                List.of(set("rain", RAIN, RAIN_QUERIES)),
                Split.ALL,
                new HashingEmbedder(),
                folder.resolve("index"),
                ProgressListener.NONE);
        assertThat(report.embedder()).isEqualTo("hashing-64");
        assertThat(report.average().dense().recallAt100()).isEqualTo(2 / 3.0);
        assertThat(report.average().hybrid().recallAt100()).isEqualTo(2 / 3.0);
    }

    @Test
    void aReportIsComparedWithAnEarlierOneQuestionByQuestion() throws IOException {
        Path rain = set("rain", RAIN, RAIN_QUERIES);
        RetrievalReport report = RetrievalEvaluation.run(
                List.of(rain), Split.ALL, new HashingEmbedder(), folder.resolve("index"), ProgressListener.NONE);
        Path file = folder.resolve("report.json");
        ObjectMapper json = new ObjectMapper();
        json.writeValue(file.toFile(), report.toJson());
        JsonNode same = json.valueToTree(RetrievalBaseline.read(file).compare(report));
        assertThat(same.path("hybrid")
                        .path("mrr@10")
                        .path("average")
                        .path("difference")
                        .asDouble())
                .isZero();
        assertThat(same.path("dense")
                        .path("ndcg@10")
                        .path("sets")
                        .path("rain")
                        .path("pHolm")
                        .asDouble())
                .isEqualTo(1);

        Files.writeString(file, """
                {"sets": {"rain": {"each": {"ids": ["q2", "q1", "gone"], "hybrid": {"mrr@10": [0.5, 0.25, 1]}}}}}""");
        JsonNode better = json.valueToTree(RetrievalBaseline.read(file).compare(report));
        assertThat(better.path("hybrid")
                        .path("mrr@10")
                        .path("average")
                        .path("difference")
                        .asDouble())
                .as("mean over the questions of both")
                .isEqualTo((0.5 + 0.75) / 2);
        assertThat(better.has("lexical")).isFalse();
    }

    @Test
    void whatIsNoReportIsNoBaseline() throws IOException {
        Path file = folder.resolve("report.json");
        assertThatThrownBy(() -> RetrievalBaseline.read(file)).hasMessageContaining("cannot be read");
        Files.writeString(file, "{\"sets\": {\"rain\": {}}}");
        assertThatThrownBy(() -> RetrievalBaseline.read(file))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("no figures of single queries");
        Files.writeString(file, "{\"sets\": ");
        assertThatThrownBy(() -> RetrievalBaseline.read(file)).hasMessageContaining("is not JSON");
        Files.writeString(file, "{\"sets\": {\"other\": {\"each\": {\"ids\": []}}}}");
        RetrievalReport report = RetrievalEvaluation.run(
                List.of(set("rain", RAIN, RAIN_QUERIES)),
                Split.ALL,
                null,
                folder.resolve("index"),
                ProgressListener.NONE);
        RetrievalBaseline other = RetrievalBaseline.read(file);
        assertThatThrownBy(() -> other.compare(report)).hasMessageContaining("none of the questions");
    }

    @Test
    void measuresAcrossLanguagesWhereQuestionsAreRendered() throws IOException {
        List<Path> sets = List.of(rendered("en", "river", "museum"), rendered("xa", "river", "museum"));
        RetrievalReport report = RetrievalEvaluation.run(
                sets, Split.ALL, new HashingEmbedder(), folder.resolve("index"), ProgressListener.NONE);
        assertThat(report.crossLingual().mrrAt10()).containsOnlyKeys("en>en", "en>xa", "xa>en", "xa>xa");
        assertThat(report.crossLingual().mrrAt10().values()).containsOnly(1.0);
        assertThat(report.crossLingual().map()).isEqualTo(1);
        assertThat(report.crossLingual().searched()).containsOnlyKeys("en>xa", "xa>en");
        assertThat(report.crossLingual().searched().values())
                .allSatisfy(legs -> assertThat(legs.hybrid().mrrAt10()).isEqualTo(1));
        List<Path> crossed = List.of(rendered("de", "river", "museum"), rendered("fr", "museum", "river"));
        RetrievalReport wrong = RetrievalEvaluation.run(
                crossed, Split.ALL, new HashingEmbedder(), folder.resolve("other"), ProgressListener.NONE);
        assertThat(wrong.crossLingual().mrrAt10()).containsEntry("de>fr", 0.5).containsEntry("de>de", 1.0);
        assertThat(wrong.crossLingual().searched().get("de>fr").dense().mrrAt10())
                .isEqualTo(0.5);
        assertThat(wrong.crossLingual().map()).isEqualTo((1 + 2 / 3.0) / 2);
    }

    @Test
    void setsWithSentencesButNoRenderingsAreMeasuredAsTheyAre() throws IOException {
        Path alone = set("rain", RAIN, RAIN_QUERIES);
        Files.writeString(alone.resolve("sentences.jsonl"), RAIN);
        List<Path> sets = List.of(alone, rendered("en", "river", "museum"), rendered("xa", "river", "museum"));
        RetrievalReport report = RetrievalEvaluation.run(
                sets, Split.ALL, new HashingEmbedder(), folder.resolve("index"), ProgressListener.NONE);
        assertThat(report.sets()).hasSize(3);
        assertThat(report.crossLingual().mrrAt10()).containsOnlyKeys("en>en", "en>xa", "xa>en", "xa>xa");
    }

    /** Two passages of one sentence each; the first question is on the first word wherever the set is rendered. */
    private Path rendered(String lang, String first, String second) throws IOException {
        StringBuilder passages = new StringBuilder();
        StringBuilder sentences = new StringBuilder();
        StringBuilder queries = new StringBuilder();
        int number = 1;
        for (String word : List.of(first, second)) {
            String text = (word + " ").repeat(3);
            passages.append(text(lang, "a" + number, text));
            sentences.append(text(lang, "s" + number, text));
            queries.append(String.format(
                    Locale.ROOT,
                    "{\"id\": \"%1$s-q%2$d\", \"lang\": \"%1$s\", \"question\": \"%3$s\", \"parallel_id\": \"q%2$d\","
                            + " \"passage_id\": \"%1$s-a%2$d\", \"sentence_id\": \"%1$s-s%2$d\"}%n",
                    lang,
                    number,
                    word));
            number++;
        }
        Path set = set("rendered-" + lang, passages.toString(), queries.toString());
        Files.writeString(set.resolve("sentences.jsonl"), sentences);
        return set;
    }

    private static String text(String lang, String id, String text) {
        return String.format(
                Locale.ROOT,
                "{\"id\": \"%1$s-%2$s\", \"lang\": \"%1$s\", \"title\": \"\", \"text\": \"%3$s\"}%n",
                lang,
                id,
                text);
    }

    @Test
    @SuppressWarnings("unchecked")
    void theJsonFormHasTheNamesChecksRead() throws IOException {
        Map<String, Object> json = RetrievalEvaluation.run(
                        List.of(korean()), Split.ALL, null, folder.resolve("index"), ProgressListener.NONE)
                .toJson();
        Map<String, Object> sets = (Map<String, Object>) json.get("sets");
        Map<String, Object> korean = (Map<String, Object>) sets.get("korean");
        assertThat(korean).containsKeys("lang", "queries", "lexical", "hybrid");
        assertThat((Map<String, Double>) korean.get("lexical"))
                .containsOnlyKeys("ndcg@10", "mrr@10", "recall@10", "recall@100");
        assertThat((Map<String, Object>) json.get("latencyMs")).containsKeys("p50", "p95");
        assertThat((Map<String, Object>) json.get("average")).containsKeys("lexical", "hybrid");
    }

    @Test
    void asksOnlyTheQueriesOfTheSplit() throws IOException {
        EvalSet set = EvalSet.read(set("rain", RAIN, RAIN_QUERIES));
        List<EvalSet.EvalQuery> halves = new ArrayList<>(set.judged(Split.DEV));
        halves.addAll(set.judged(Split.TEST));
        assertThat(halves).containsExactlyInAnyOrderElementsOf(set.judged(Split.ALL));
    }

    @Test
    void whatIsNoSetIsSaid() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> EvalSet.read(empty))
                .isInstanceOfSatisfying(
                        NuriException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND))
                .hasMessageContaining("passages.jsonl");
        Path broken = set("broken", RAIN + "{\"id\": \"p3\"}\n", RAIN_QUERIES);
        assertThatThrownBy(() -> EvalSet.read(broken))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("Line 3")
                .hasMessageContaining("'text'");
        Path garbage = set("garbage", "not json\n", RAIN_QUERIES);
        assertThatThrownBy(() -> EvalSet.read(garbage))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("Line 1");
    }

    private Path korean() throws IOException {
        return set(
                "korean",
                "{\"id\": \"k1\", \"lang\": \"ko\", \"title\": \"강\", \"text\": \"서울에서 가장 긴 강은 한강이다.\"}\n",
                "{\"id\": \"kq\", \"lang\": \"ko\", \"question\": \"서울의 긴 강은?\", \"passage_id\": \"k1\"}\n");
    }

    private Path candidatesOnly() throws IOException {
        return set(
                "candidates",
                "{\"id\": \"c1\", \"lang\": \"de\", \"title\": \"\", \"text\": \"Der Regen fiel.\"}\n",
                "{\"id\": \"cq\", \"lang\": \"de\", \"question\": \"Wo?\", \"candidate_ids\": [\"c1\"]}\n");
    }

    /** Passages plain, queries compressed: both are allowed. */
    private Path set(String name, String passages, String queries) throws IOException {
        Path set = Files.createDirectory(folder.resolve(name));
        Files.writeString(set.resolve("passages.jsonl"), passages);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(set.resolve("queries.jsonl.gz")))) {
            out.write(queries.getBytes(StandardCharsets.UTF_8));
        }
        return set;
    }
}
