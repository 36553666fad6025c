package dev.nuri.web.access;

import dev.nuri.indexer.Viewer;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a request.
 *
 * @param name for the audit log; {@code local} when nobody is asked who he is
 * @param viewer what he may read
 * @param verbs what he may do
 */
public record Caller(String name, Viewer viewer, Set<Verb> verbs) {

    /** Whoever calls a server that asks nobody who he is. */
    public static final Caller LOCAL = new Caller("local", Viewer.OPERATOR, Set.of(Verb.values()));

    /** A command over the server's own data folder, known by a key that only the folder's owner can read. */
    public static final Caller OPERATOR = new Caller("operator", Viewer.OPERATOR, Set.of(Verb.values()));

    /** Whoever has not said who he is: for the page itself, and for health. */
    public static final Caller NOBODY = new Caller("nobody", new Viewer(Set.of(), Set.of()), Set.of());

    private static final String IN_CONTEXT = Caller.class.getName();

    /** Kinds of requests. */
    public enum Verb {
        /** Searches, asks, shows. */
        READ,
        /** Adds, changes and deletes documents in the collections that he may read. */
        WRITE,
        /** Everything else: jobs of others, permissions, backups, metrics. */
        ADMIN
    }

    public Caller {
        verbs = Set.copyOf(verbs);
    }

    /** Whether he may do what needs a verb. */
    public boolean may(Verb verb) {
        return verbs.contains(verb);
    }

    /** Whether he may change documents of a collection. */
    public boolean mayWrite(String collection) {
        return may(Verb.WRITE)
                && (viewer.collections() == null || viewer.collections().contains(collection));
    }

    /** Whether he is held to a rate; who owns the machine is not. */
    boolean limited() {
        return !equals(LOCAL) && !equals(OPERATOR);
    }

    /** Remembers him for the request. */
    public void enter(RoutingContext request) {
        request.put(IN_CONTEXT, this);
    }

    /** Who makes a request; empty before that is known. */
    public static Optional<Caller> of(RoutingContext request) {
        return Optional.ofNullable(request.get(IN_CONTEXT));
    }
}
