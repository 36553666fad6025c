package dev.nuri.web.rest;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the index is open. */
@Readiness
class IndexReady implements HealthCheck {

    private final Lifecycle lifecycle;

    IndexReady(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("index").status(lifecycle.isReady()).build();
    }
}
