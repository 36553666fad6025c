package dev.nuri.web.rest;

import dev.nuri.web.access.RouteVerbs;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Keeps what was sent out of the labels of metrics. A request that was refused at the door has reached no route, so that the
 * platform would count it by its address, which anybody can make up: words would show, and labels grow without end.
 */
@Singleton
class RouteLabels {

    private static final String REQUESTS = "http.server.requests";
    private static final String NO_ROUTE = "UNKNOWN";

    @Produces
    @Singleton
    MeterFilter ofRoutes() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                String uri = id.getTag("uri");
                return id.getName().equals(REQUESTS) && uri != null && isAddress(uri)
                        ? id.replaceTags(id.getTags().stream()
                                .map(tag -> tag.getKey().equals("uri")
                                        ? Tag.of("uri", template(String.valueOf(id.getTag("method")), uri))
                                        : tag)
                                .toList())
                        : id;
            }
        };
    }

    /** Not the template of a route, nor one of the platform's own words for none. */
    private static boolean isAddress(String uri) {
        return uri.startsWith("/") && uri.indexOf('{') < 0;
    }

    private static String template(String method, String uri) {
        return RouteVerbs.template(method, uri).orElse(NO_ROUTE);
    }
}
