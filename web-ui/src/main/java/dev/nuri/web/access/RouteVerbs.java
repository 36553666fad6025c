package dev.nuri.web.access;

import dev.nuri.web.access.Caller.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one table of what each route needs. What is not in it needs {@link Verb#ADMIN}, so that a route that was forgotten
 * is closed.
 */
public final class RouteVerbs {

    /**
     * A line of the table.
     *
     * @param methods of HTTP
     * @param path segments; {@code *} stands for one, {@code **} at the end for any number
     * @param verb null when nobody is asked who he is
     */
    private record Line(Set<String> methods, List<String> path, Verb verb) {

        private boolean fits(String method, List<String> segments) {
            boolean open = path.getLast().equals("**");
            int fixed = open ? path.size() - 1 : path.size();
            if (!methods.contains(method) || segments.size() < fixed || (!open && segments.size() > fixed)) {
                return false;
            }
            for (int i = 0; i < fixed; i++) {
                if (!path.get(i).equals("*") && !path.get(i).equals(segments.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Line> TABLE = new ArrayList<>();

    static {
        // The page, which holds no data: it must load before it can ask for a key.
        open("GET HEAD", "/", "/index.html", "/manifest.webmanifest", "/js/**", "/css/**", "/i18n/**", "/icons/**");
        // Load balancers and container platforms ask these, and cannot hold a key.
        open("GET HEAD", "/q/health", "/q/health/live", "/q/health/ready", "/q/health/started");
        // The same for every server of this version.
        open("GET HEAD", "/q/openapi");
        line(Verb.ADMIN, "GET HEAD", "/q/metrics");

        line(Verb.READ, "POST", "/api/search", "/api/ask");
        line(Verb.READ, "GET HEAD", "/api/suggest", "/api/collections");
        line(Verb.READ, "GET HEAD", "/api/documents", "/api/documents/*");
        line(Verb.READ, "GET HEAD", "/api/documents/*/content", "/api/documents/*/original");
        line(Verb.READ, "POST", "/v1/chat/completions", "/v1/embeddings");
        line(Verb.READ, "GET HEAD", "/v1/models", "/v1/models/**");
        // Its tools only read.
        line(Verb.READ, "GET POST DELETE", "/mcp", "/mcp/**");

        line(Verb.WRITE, "POST", "/api/documents", "/api/ingest");
        line(Verb.WRITE, "DELETE", "/api/documents/*");
        line(Verb.WRITE, "GET HEAD", "/api/ingest", "/api/ingest/*");
        line(Verb.WRITE, "DELETE", "/api/ingest/*");
        // Names files that could not be read, whoever may read them.
        line(Verb.ADMIN, "GET HEAD", "/api/failures");
        // Tells of the whole index and of the machine.
        line(Verb.ADMIN, "GET HEAD", "/api/status");
        line(Verb.ADMIN, "POST", "/api/reindex", "/api/backup", "/api/check");
        line(Verb.ADMIN, "GET HEAD PUT", "/api/documents/*/acl", "/api/collections/*/acl");
        // Tells how much there is, whoever may read it.
        line(Verb.ADMIN, "GET HEAD PUT", "/api/collections/*/quota");
    }

    private RouteVerbs() {}

    private static void open(String methods, String... paths) {
        line(null, methods, paths);
    }

    private static void line(Verb verb, String methods, String... paths) {
        for (String path : paths) {
            TABLE.add(new Line(Set.of(methods.split(" ")), segments(path), verb));
        }
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** Whether a route is in the table at all. */
    public static boolean knows(String method, String path) {
        return find(method, path).isPresent();
    }

    /**
     * What a request needs; empty when nobody is asked who he is.
     *
     * @param path normalised, beginning with a slash
     */
    public static Optional<Verb> of(String method, String path) {
        Optional<Line> line = find(method, path);
        return line.isPresent() ? Optional.ofNullable(line.get().verb()) : Optional.of(Verb.ADMIN);
    }

    /**
     * The line that a request fits, as it stands in the table, such as {@code /api/documents/*}: it holds nothing of what
     * was sent.
     *
     * @param path normalised, beginning with a slash
     */
    public static Optional<String> template(String method, String path) {
        return find(method, path).map(line -> "/" + String.join("/", line.path()));
    }

    private static Optional<Line> find(String method, String path) {
        if (!path.startsWith("/")) {
            return Optional.empty();
        }
        List<String> segments = segments(path);
        return TABLE.stream().filter(line -> line.fits(method, segments)).findFirst();
    }
}
