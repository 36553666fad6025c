package dev.nuri.web.access;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.RequestScoped;

/** The caller of the request at hand. */
@RequestScoped
public class CurrentCaller {

    private final CurrentVertxRequest request;

    CurrentCaller(CurrentVertxRequest request) {
        this.request = request;
    }

    /**
     * Who makes it.
     *
     * @throws IllegalStateException when nobody let it in, which no request can bring about
     */
    public Caller get() {
        return Caller.of(request.getCurrent())
                .orElseThrow(() -> new IllegalStateException("a request came past the door"));
    }
}
