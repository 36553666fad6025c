package dev.nuri.web.rest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.web.api.ErrorView;

/** The sentence for an HTTP status that no part of Nuri raised itself. */
final class HttpErrors {

    private HttpErrors() {}

    static ErrorView of(int status) {
        return switch (status) {
            case 400 -> user("invalid_input", "The request is malformed.");
            case 401 -> user("unauthorized", "This needs a key.");
            case 403 -> user("forbidden", "This is not allowed.");
            case 404 -> user("not_found", "There is nothing at this address.");
            case 405 -> user("method_not_allowed", "This address does not take this method.");
            case 406 -> user("not_acceptable", "This address gives JSON, or events where the documentation says so.");
            case 408 -> user("timeout", "The request took too long to arrive.");
            case 413 -> ErrorView.of(ErrorCode.TOO_LARGE, "The request is larger than allowed; see nuri.max-upload.");
            case 414 -> user("uri_too_long", "The address is too long.");
            case 415 -> user("unsupported_media_type", "Send JSON, or multipart/form-data for an upload.");
            case 431 -> user("headers_too_large", "The headers are too large.");
            case 503 -> ErrorView.of(ErrorCode.NOT_READY, "Nuri is starting or ending; try again in a moment.");
            default ->
                status < 500
                        ? user("invalid_input", "The request was refused with status " + status + ".")
                        : ErrorView.of(ErrorCode.INTERNAL, "Something went wrong inside Nuri; the log says where.");
        };
    }

    private static ErrorView user(String code, String message) {
        return ErrorView.of(ErrorCode.Kind.USER, code, message);
    }
}
