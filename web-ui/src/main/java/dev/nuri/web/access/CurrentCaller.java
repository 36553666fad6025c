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

    /** Who makes it. */
    public Caller get() {
        return Caller.of(request.getCurrent()).orElse(Caller.LOCAL);
    }
}
