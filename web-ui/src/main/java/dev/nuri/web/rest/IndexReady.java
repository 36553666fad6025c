package dev.nuri.web.rest;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the index is open; says so when that is not as configured. */
@Readiness
class IndexReady implements HealthCheck {

    private final Lifecycle lifecycle;

    IndexReady(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder index = HealthCheckResponse.named("index").status(lifecycle.isReady());
        lifecycle.notice().ifPresent(sentence -> index.withData("notice", sentence));
        return index.build();
    }
}
