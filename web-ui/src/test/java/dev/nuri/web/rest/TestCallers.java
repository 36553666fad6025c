package dev.nuri.web.rest;

import dev.nuri.indexer.Viewer;
import dev.nuri.web.access.Caller;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Takes the word of a test for who calls: principals in the header {@value #HEADER}, with commas between them. */
class TestCallers {

    static final String HEADER = "X-Test-Principals";

    /** After whatever else finds out who calls. */
    private static final int LAST = 1;

    void register(@Observes Filters filters) {
        filters.register(TestCallers::enter, LAST);
    }

    private static void enter(RoutingContext request) {
        String principals = request.request().getHeader(HEADER);
        if (principals != null) {
            List<String> names = Arrays.stream(principals.split(","))
                    .filter(name -> !name.isBlank())
                    .toList();
            Viewer viewer = new Viewer(Set.copyOf(names), null);
            new Caller(principals, viewer, EnumSet.of(Caller.Verb.READ, Caller.Verb.WRITE)).enter(request);
        }
        request.next();
    }
}
