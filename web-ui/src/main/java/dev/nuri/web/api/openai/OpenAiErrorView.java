package dev.nuri.web.api.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.web.api.ErrorView;

/**
 * An error in OpenAI's shape, which has every field of {@link ErrorView} too.
 *
 * @param error what went wrong
 */
public record OpenAiErrorView(Detail error) {

    /**
     * What went wrong.
     *
     * @param message one sentence
     * @param type OpenAI's name for the kind of error, such as {@code invalid_request_error}
     * @param param the field at fault; null when it is not one
     * @param code what went wrong, such as {@code model_not_found}
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Detail(String message, String type, String param, String code) {}

    /** An error with its status. */
    static OpenAiErrorView of(int status, String code, String param, String message) {
        // Made readable by the view every other route gives.
        String readable = ErrorView.of(ErrorCode.INVALID_INPUT, message).error().message();
        return new OpenAiErrorView(new Detail(readable, type(status), param, code));
    }

    /** An error of any other part of Nuri. */
    public static OpenAiErrorView of(int status, ErrorView error) {
        return of(status, error.error().code(), null, error.error().message());
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 429 -> "rate_limit_error";
            default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    }
}
