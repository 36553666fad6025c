package dev.nuri.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program written for OpenAI, with OpenAI's own client. */
class OpenAiClientIT {

    private static final String ASKED = "한국어 낱말은 무엇으로 분석하나요?";

    @TempDir
    static Path temp;

    private static NuriServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        server = NuriServer.start(temp.resolve("data"));
        server.api().ingest(Repository.root().resolve("docs/guide").toString(), "guide");
        client = OpenAIOkHttpClient.builder()
                .baseUrl(server.url() + "/v1")
                .apiKey("none")
                .timeout(Duration.ofSeconds(60))
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static ChatCompletionCreateParams.Builder chat(String model) {
        return ChatCompletionCreateParams.builder().model(model).addSystemMessage("Answer briefly.");
    }

    @Test
    void aQuestionIsAnsweredWithAnnotationsThatLeadToTheQuote() throws Exception {
        ChatCompletion completion = client.chat()
                .completions()
                .create(chat("nuri:guide")
                        .addUserMessage(ASKED)
                        .temperature(0.2)
                        .maxCompletionTokens(500)
                        .safetyIdentifier("someone")
                        .build());
        ChatCompletion.Choice choice = completion.choices().getFirst();
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        String content = choice.message().content().orElseThrow();
        assertThat(content).contains("nori");
        assertThat(choice.message().refusal()).isEmpty();
        List<ChatCompletionMessage.Annotation> annotations =
                choice.message().annotations().orElseThrow();
        assertThat(annotations).isNotEmpty();
        for (ChatCompletionMessage.Annotation annotation : annotations) {
            var place = annotation.urlCitation();
            assertThat(content.substring((int) place.startIndex(), (int) place.endIndex()))
                    .matches("\\[\\d+]");
            Map<String, String> query = query(URI.create(place.url()));
            String text = Api.ok(server.api().get("/api/documents/" + query.get("doc") + "/content"))
                    .path("text")
                    .asText();
            String quote = text.substring(Integer.parseInt(query.get("start")), Integer.parseInt(query.get("end")));
            assertThat(content).contains(quote.strip().substring(0, 10));
        }
        JsonValue answer = completion._additionalProperties().get("nuri");
        assertThat(answer.toString()).contains("verdict=grounded");
        assertThat(completion._additionalProperties()).containsKey("citations");
        assertThat(completion.usage()).isPresent();
    }

    @Test
    void aStreamSaysTheSame() {
        StringBuilder text = new StringBuilder();
        List<ChatCompletionChunk> chunks = new ArrayList<>();
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(chat("nuri")
                        .addUserMessage(ASKED)
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            stream.stream().forEach(chunks::add);
        }
        chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .forEach(choice -> text.append(choice.delta().content().orElse("")));
        assertThat(text.toString()).contains("nori").contains("[1]");
        assertThat(chunks.getLast().usage()).isPresent();
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .flatMap(choice -> choice.finishReason().stream()))
                .containsExactly(ChatCompletionChunk.Choice.FinishReason.STOP);
    }

    @Test
    void aConversationGoesOn() {
        ChatCompletion completion = client.chat()
                .completions()
                .create(chat("nuri")
                        .addUserMessage(ASKED)
                        .addAssistantMessage("nori입니다. [1]")
                        .addUserMessage("일본어는?")
                        .build());
        assertThat(completion.choices().getFirst().message().content().orElseThrow())
                .contains("kuromoji");
    }

    @Test
    void whatIsWrongIsTheClientsOwnException() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("gpt-4o").addUserMessage(ASKED).build()))
                .isInstanceOfSatisfying(NotFoundException.class, e -> {
                    assertThat(e.code()).hasValue("model_not_found");
                    assertThat(e.param()).hasValue("model");
                });
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(chat("nuri").addUserMessage(ASKED).n(3).build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.param()).hasValue("n"));
        assertThatThrownBy(() -> {
                    try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                            .completions()
                            .createStreaming(
                                    chat("nuri:nowhere").addUserMessage(ASKED).build())) {
                        stream.stream().forEach(chunk -> {});
                    }
                })
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void modelsAreListedAndFound() {
        List<String> ids =
                client.models().list().items().stream().map(Model::id).toList();
        assertThat(ids).contains("nuri", "nuri:guide").anyMatch(id -> id.startsWith("nuri-multilingual"));
        for (String id : ids) {
            assertThat(client.models().retrieve(id).id()).isEqualTo(id);
        }
    }

    @Test
    void textsOfOneMeaningAreNearInTwoLanguages() {
        String model = client.models().list().items().stream()
                .map(Model::id)
                .filter(id -> id.startsWith("nuri-multilingual"))
                .findFirst()
                .orElseThrow();
        EmbeddingCreateParams.Builder texts = EmbeddingCreateParams.builder()
                .model(model)
                .inputOfArrayOfStrings(List.of("The weather is fine today.", "오늘은 날씨가 좋다.", "Il codice penale"));
        // The client asks for base64 unless told otherwise.
        CreateEmbeddingResponse packed = client.embeddings().create(texts.build());
        CreateEmbeddingResponse plain = client.embeddings()
                .create(texts.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .build());
        List<List<Float>> vectors =
                plain.data().stream().map(each -> each.embedding()).toList();
        assertThat(packed.data().stream().map(each -> each.embedding())).isEqualTo(vectors);
        assertThat(dot(vectors.get(0), vectors.get(0))).isBetween(0.999, 1.001);
        assertThat(dot(vectors.get(0), vectors.get(1))).isGreaterThan(dot(vectors.get(0), vectors.get(2)) + 0.2);
        assertThatThrownBy(() -> client.embeddings().create(texts.dimensions(7).build()))
                .isInstanceOf(BadRequestException.class);
    }

    private static Map<String, String> query(URI address) {
        return Arrays.stream(address.getQuery().split("&", -1))
                .map(part -> part.split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part[1]));
    }

    private static double dot(List<Float> a, List<Float> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += (double) a.get(i) * b.get(i);
        }
        return sum;
    }
}
