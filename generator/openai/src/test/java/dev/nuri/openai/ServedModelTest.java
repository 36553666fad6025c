package dev.nuri.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.nuri.generator.AnswerModel;
import dev.nuri.remote.ServerAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServedModelTest {

    private static final List<ChatMessage> MESSAGES =
            List.of(SystemMessage.from("Answer."), UserMessage.from("When? \uD83C"));

    /** What a handler heard. */
    private static final class Heard implements StreamingChatResponseHandler {
        final StringBuilder text = new StringBuilder();
        final StringBuilder thoughts = new StringBuilder();
        final CountDownLatch first = new CountDownLatch(1);
        final CountDownLatch over = new CountDownLatch(1);
        volatile ChatResponse response;
        volatile Throwable error;

        @Override
        public void onPartialResponse(String piece) {
            text.append(piece);
            first.countDown();
        }

        @Override
        public void onPartialThinking(PartialThinking thinking) {
            thoughts.append(thinking.text());
        }

        @Override
        public void onCompleteResponse(ChatResponse complete) {
            response = complete;
            over.countDown();
        }

        @Override
        public void onError(Throwable failure) {
            error = failure;
            over.countDown();
        }

        Heard whole() throws InterruptedException {
            assertThat(over.await(20, TimeUnit.SECONDS)).as("it ends").isTrue();
            return this;
        }
    }

    private static Heard ask(URI base, String key, boolean think, Duration limit) throws InterruptedException {
        Heard heard = new Heard();
        try (ServedModel model =
                new ServedModel(new ServerAddress(base, "skt/A.X-K1", key), new AnswerModel.Limits(8192, 300, limit))) {
            model.start(MESSAGES, new AnswerModel.Form(300, think, 3), heard);
            return heard.whole();
        }
    }

    private static Heard ask(ChatServer server) throws InterruptedException {
        return ask(server.base(), null, false, Duration.ofSeconds(10));
    }

    @Test
    void asksAsServersWantToBeAsked() throws Exception {
        try (ChatServer server = new ChatServer(ChatServer.saying("It ", "is so. [1]"))) {
            Heard heard = ask(server.base(), "k3y", true, Duration.ofSeconds(10));
            assertThat(heard.text).hasToString("It is so. [1]");
            assertThat(heard.response.tokenUsage().inputTokenCount()).isEqualTo(7);
            assertThat(heard.response.tokenUsage().outputTokenCount()).isEqualTo(3);
            ChatServer.Request request = server.requests.getFirst();
            assertThat(request.path()).isEqualTo("/v1/chat/completions");
            assertThat(request.authorization()).isEqualTo("Bearer k3y");
            assertThat(request.body().replaceAll("\\s", ""))
                    .contains("\"model\":\"skt/A.X-K1\"", "\"stream\":true", "300", "\"temperature\":0.0")
                    .contains("\"chat_template_kwargs\":{", "\"enable_thinking\":true", "\"thinking\":true")
                    .doesNotContain("k3y");
        }
    }

    @Test
    void sendsNoKeyWhereThereIsNone() throws Exception {
        try (ChatServer server = new ChatServer(ChatServer.saying("x"))) {
            ask(server);
            assertThat(server.requests.getFirst().authorization()).isNull();
            assertThat(server.requests.getFirst().body().replaceAll("\\s", "")).contains("\"enable_thinking\":false");
        }
    }

    @Test
    void thoughtsComeApart() throws Exception {
        try (ChatServer server = new ChatServer(ChatServer.events(
                ChatServer.delta("reasoning_content", "hm"), ChatServer.delta("content", "Yes."), "[DONE]"))) {
            Heard heard = ask(server);
            assertThat(heard.text).hasToString("Yes.");
            assertThat(heard.thoughts).hasToString("hm");
        }
    }

    @ParameterizedTest
    @CsvSource({"429, 1, 900", "503, , 200", "500, 0, 200"})
    void whatMayPassIsTriedOnceMore(int status, String retryAfter, int millis) throws Exception {
        try (ChatServer server = new ChatServer(ChatServer.status(status, retryAfter), ChatServer.saying("Yes."))) {
            assertThat(ask(server).text).hasToString("Yes.");
            assertThat(server.requests).hasSize(2);
            long waited =
                    server.requests.get(1).nanos() - server.requests.get(0).nanos();
            assertThat(TimeUnit.NANOSECONDS.toMillis(waited)).isGreaterThanOrEqualTo(millis);
        }
    }

    @ParameterizedTest
    @CsvSource({"429, 60, 1", "500, , 2", "429, soon, 2", "400, , 1", "404, , 1", "401, , 1", "302, , 1"})
    void whatDoesNotPassIsTold(int status, String retryAfter, int requests) throws Exception {
        try (ChatServer server = new ChatServer(ChatServer.status(status, retryAfter))) {
            Heard heard = ask(server);
            assertThat(heard.error).hasMessageContaining("status " + status).hasMessageNotContaining("SECRET");
            assertThat(server.requests).hasSize(requests);
        }
    }

    @Test
    void aTextThatBreaksOffIsAFailure() throws Exception {
        try (ChatServer server = new ChatServer(ChatServer.events(ChatServer.delta("content", "It is")))) {
            Heard heard = ask(server);
            assertThat(heard.text).hasToString("It is");
            assertThat(heard.response).isNull();
            assertThat(heard.error).hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void halfAJsonIsAFailure() throws Exception {
        String half = ChatServer.delta("content", "It is").substring(0, 60);
        try (ChatServer server =
                new ChatServer(ChatServer.events(ChatServer.delta("content", "So."), half, "[DONE]"))) {
            Heard heard = ask(server);
            assertThat(heard.text).hasToString("So.");
            assertThat(heard.error).isNotNull();
        }
    }

    @Test
    void nobodyThereIsAFailure() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Heard heard = ask(URI.create("http://127.0.0.1:" + port + "/v1"), null, false, Duration.ofSeconds(5));
        assertThat(heard.error).hasMessageContaining("nothing listens there");
    }

    @Test
    void aServerThatDoesNotBeginIsGivenUp() throws Exception {
        try (ChatServer server = new ChatServer(exchange -> Thread.sleep(5_000))) {
            Heard heard = ask(server.base(), null, false, Duration.ofMillis(400));
            assertThat(heard.error).hasMessageContaining("in time");
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void cancellingClosesTheConnection(boolean afterTheFirstText) throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (ChatServer server = new ChatServer(exchange -> {
                    if (!afterTheFirstText) {
                        Thread.sleep(300);
                    }
                    OutputStream out = ChatServer.begin(exchange);
                    try {
                        while (true) {
                            ChatServer.send(out, ChatServer.delta("content", "more "));
                            Thread.sleep(5);
                        }
                    } catch (IOException e) {
                        gone.countDown();
                        throw e;
                    }
                });
                ServedModel model = new ServedModel(
                        new ServerAddress(server.base(), "m", null),
                        new AnswerModel.Limits(8192, 300, Duration.ofSeconds(20)))) {
            Heard heard = new Heard();
            StreamingHandle handle = model.start(MESSAGES, new AnswerModel.Form(300, false, 3), heard);
            if (afterTheFirstText) {
                assertThat(heard.first.await(10, TimeUnit.SECONDS)).isTrue();
            } else {
                while (server.requests.isEmpty()) {
                    Thread.sleep(2);
                }
            }
            handle.cancel();
            // The client of the JDK shuts down its half at once and the whole when its selector wakes: up to 3 s later.
            assertThat(gone.await(10, TimeUnit.SECONDS))
                    .as("the server notices")
                    .isTrue();
            assertThat(heard.response).isNull();
            assertThat(heard.error).isNull();
        }
    }

    /** A model on several servers. */
    private static ServedModel on(Duration limit, URI... bases) {
        return new ServedModel(new ServerAddress(List.of(bases), "m", null), new AnswerModel.Limits(8192, 300, limit));
    }

    private static Heard ask(ServedModel model) throws InterruptedException {
        Heard heard = new Heard();
        model.start(MESSAGES, new AnswerModel.Form(300, false, 3), heard);
        return heard.whole();
    }

    private static URI nobody() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return URI.create("http://127.0.0.1:" + free.getLocalPort() + "/v1");
        }
    }

    @ParameterizedTest
    @CsvSource({"nobody", "503", "429", "broken", "silent"})
    void anotherServerAnswersWhereOneFails(String fault) throws Exception {
        ChatServer.Turn fails =
                switch (fault) {
                    case "broken" -> exchange -> exchange.close();
                    case "silent" -> exchange -> Thread.sleep(20_000);
                    case "nobody" -> ChatServer.saying("never");
                    default -> ChatServer.status(Integer.parseInt(fault), "60");
                };
        try (ChatServer one = new ChatServer(fails);
                ChatServer other = new ChatServer(ChatServer.saying("Yes."));
                ServedModel model =
                        on(Duration.ofSeconds(4), fault.equals("nobody") ? nobody() : one.base(), other.base())) {
            for (int i = 0; i < 6; i++) {
                Heard heard = ask(model);
                assertThat(heard.error).isNull();
                assertThat(heard.text).hasToString("Yes.");
            }
            assertThat(other.requests).hasSize(6);
            // It rests after its first failure, at least half a second.
            assertThat(one.requests.size()).isLessThan(6);
        }
    }

    @Test
    void whenAllFailTheLastSaysWhy() throws Exception {
        try (ChatServer one = new ChatServer(ChatServer.status(503, null));
                ChatServer other = new ChatServer(ChatServer.status(429, "60"));
                ServedModel model = on(Duration.ofSeconds(5), one.base(), other.base())) {
            assertThat(ask(model).error)
                    .hasMessageContaining("the server " + other.base())
                    .hasMessageContaining("status 429");
            assertThat(one.requests).hasSize(1);
            assertThat(other.requests).hasSize(1);
        }
    }

    @Test
    void whatAServerRefusesIsNotAskedElsewhere() throws Exception {
        try (ChatServer one = new ChatServer(ChatServer.status(400, null));
                ChatServer other = new ChatServer(ChatServer.saying("Yes."));
                ServedModel model = on(Duration.ofSeconds(5), one.base(), other.base())) {
            assertThat(ask(model).error).hasMessageContaining("status 400");
            assertThat(other.requests).isEmpty();
        }
    }

    @Test
    void aTextThatBreaksOffIsNotBegunAnewElsewhere() throws Exception {
        try (ChatServer one = new ChatServer(ChatServer.events(ChatServer.delta("content", "It is")));
                ChatServer other = new ChatServer(ChatServer.saying("Yes."));
                ServedModel model = on(Duration.ofSeconds(5), one.base(), other.base())) {
            Heard heard = ask(model);
            assertThat(heard.text).hasToString("It is");
            assertThat(heard.error).hasMessageContaining("broke off");
            assertThat(ask(model).text)
                    .as("the next question goes to the other")
                    .hasToString("Yes.");
            assertThat(ask(model).text).as("while the first rests").hasToString("Yes.");
        }
    }

    @Test
    void callsGoToTheServerWithTheFewestUnderWay() throws Exception {
        CountDownLatch slow = new CountDownLatch(1);
        ChatServer.Turn held = exchange -> {
            OutputStream out = ChatServer.begin(exchange);
            ChatServer.send(out, ChatServer.delta("content", "slow"));
            slow.await(20, TimeUnit.SECONDS);
            ChatServer.send(out, "[DONE]");
        };
        try (ChatServer one = new ChatServer(held);
                ChatServer other = new ChatServer(ChatServer.saying("Yes."));
                ServedModel model = on(Duration.ofSeconds(20), one.base(), other.base())) {
            Heard first = new Heard();
            model.start(MESSAGES, new AnswerModel.Form(300, false, 3), first);
            assertThat(first.first.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 5; i++) {
                assertThat(ask(model).text).hasToString("Yes.");
            }
            assertThat(one.requests).hasSize(1);
            slow.countDown();
            assertThat(first.whole().text).hasToString("slow");
        }
    }
}
