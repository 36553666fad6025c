package dev.nuri.web.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/**
 * An OpenAI-compatible server whose model does what the last message says: {@code say TEXT}, {@code spell T|E|XT},
 * {@code think TEXT}, {@code cut TEXT}, {@code drop TEXT}, {@code status N}, {@code echo} (tells the request), {@code forever}.
 * A prompt with passages gets {@value #FROM_PASSAGES}, cut short. When the last of
 * those that went on forever was stopped is told by {@code GET /stopped}, in nanoseconds of this process's clock; the last
 * header {@code traceparent} by {@code GET /traceparent}.
 */
final class ModelServer {

    private static final ObjectMapper JSON = new ObjectMapper();
    static final String FROM_PASSAGES = "The Warta bridge was opened in 1932. [1] It was";

    private static final int PIECE = 4;
    private static final int MILLIS_PER_TOKEN = 5;

    private final HttpServer server;
    private volatile long stopped;
    private volatile String traceparent = "";

    ModelServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", this::chat);
        server.createContext("/stopped", exchange -> tell(exchange, Long.toString(stopped)));
        server.createContext("/traceparent", exchange -> tell(exchange, traceparent));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    private static void tell(HttpExchange exchange, String what) throws IOException {
        byte[] body = what.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void chat(HttpExchange exchange) throws IOException {
        traceparent = String.valueOf(exchange.getRequestHeaders().getFirst("traceparent"));
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            JsonNode messages = request.path("messages");
            String said = messages.get(messages.size() - 1).path("content").asText();
            String[] asked = said.contains("[1] ") ? new String[] {"cut", FROM_PASSAGES} : said.split(" ", 2);
            if (asked[0].equals("status")) {
                exchange.sendResponseHeaders(Integer.parseInt(asked[1]), -1);
                return;
            }
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            write(asked, request, exchange.getResponseBody());
        }
    }

    private void write(String[] asked, JsonNode request, OutputStream out) throws IOException {
        switch (asked[0]) {
            case "forever" -> forever(out);
            case "spell" -> pieces(out, "content", asked[1].replace("|", ""));
            case "echo" -> pieces(out, "content", request.toString());
            case "think" -> {
                pieces(out, "reasoning_content", "Let me see.");
                pieces(out, "content", asked[1]);
            }
            default -> pieces(out, "content", asked[1]);
        }
        if (!asked[0].equals("drop")) {
            String finish = asked[0].equals("cut") ? "length" : "stop";
            send(out, "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + finish + "\"}]}");
            send(out, "{\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3,\"total_tokens\":10}}");
            send(out, "[DONE]");
        }
    }

    private void forever(OutputStream out) throws IOException {
        try {
            while (true) {
                pieces(out, "content", "more ");
                Thread.sleep(MILLIS_PER_TOKEN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped = System.nanoTime();
        }
    }

    private static void pieces(OutputStream out, String field, String text) throws IOException {
        for (int at = 0; at < text.length(); at += PIECE) {
            ObjectNode event = JSON.createObjectNode();
            event.putArray("choices")
                    .addObject()
                    .put("index", 0)
                    .putObject("delta")
                    .put(field, text.substring(at, Math.min(text.length(), at + PIECE)));
            send(out, event.toString());
        }
    }

    private static void send(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
