package dev.nuri.web.api.openai;

/** A request that an OpenAI-compatible route refuses, with what OpenAI's clients show of it. */
public final class OpenAiException extends RuntimeException {

    private final int status;
    private final String code;
    private final String param;

    private OpenAiException(int status, String code, String param, String message) {
        super(message);
        this.status = status;
        this.code = code;
        this.param = param;
    }

    /**
     * A field that breaks a rule.
     *
     * @param param the field, such as {@code messages[0].content}
     */
    public static OpenAiException invalid(String param, String message) {
        return new OpenAiException(400, "invalid_value", param, message);
    }

    /** A field that asks for what Nuri does not do. */
    public static OpenAiException unsupported(String param, String message) {
        return new OpenAiException(400, "unsupported_parameter", param, message);
    }

    /** A model that is not here. */
    public static OpenAiException noModel(String message) {
        return new OpenAiException(404, "model_not_found", "model", message);
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** As {@link OpenAiErrorView} shows it. */
    public OpenAiErrorView view() {
        return OpenAiErrorView.of(status, code, param, getMessage());
    }
}
