package dev.nuri.web.rest;

import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the index is open and can be searched; says so when that is not as configured. */
@Readiness
class IndexReady implements HealthCheck {

    private final Lifecycle lifecycle;

    IndexReady(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> trouble = lifecycle.trouble();
        HealthCheckResponseBuilder index =
                HealthCheckResponse.named("index").status(lifecycle.isReady() && trouble.isEmpty());
        trouble.ifPresent(sentence -> index.withData("trouble", sentence));
        lifecycle.notice().ifPresent(sentence -> index.withData("notice", sentence));
        return index.build();
    }
}
