package dev.nuri.web.rest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.web.api.ErrorView;
import dev.nuri.web.api.Json;
import dev.nuri.web.api.openai.OpenAiErrorView;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;

/** Answers a request before it reaches a route, in the shape that its route's errors have. */
final class Refusals {

    private Refusals() {}

    static void refuse(RoutingContext context, int status, ErrorView body) {
        if (Statuses.retry(status) && !context.response().headers().contains("Retry-After")) {
            context.response().putHeader("Retry-After", "1");
        }
        Object shown = Guard.isOpenAi(context.request().path()) ? OpenAiErrorView.of(status, body) : body;
        try {
            context.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "application/json")
                    .end(Buffer.buffer(Json.STRICT.writeValueAsBytes(shown)));
        } catch (IOException e) {
            context.fail(e);
        }
    }

    static ErrorView forbidden(String message) {
        return ErrorView.of(ErrorCode.Kind.USER, "forbidden", message);
    }

    static ErrorView unauthorized(String message) {
        return ErrorView.of(ErrorCode.Kind.USER, "unauthorized", message);
    }
}
