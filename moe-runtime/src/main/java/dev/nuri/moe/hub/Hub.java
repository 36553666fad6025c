package dev.nuri.moe.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.moe.ModelHub;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelResourceException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hub's listing of a repository: {@code /api/models/ID/revision/main} names the commit, {@code /api/models/ID/tree}
 * its files with their sizes and checksums, {@code /ID/resolve/COMMIT/PATH} gives them.
 */
final class Hub {
    private static final int MOST_LISTING_BYTES = 32 << 20;
    private static final int MOST_PAGES = 50;
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"next\"");

    private final ObjectMapper json = new ObjectMapper();
    private final URI address;
    private final Http http;
    private final Retries retries;

    Hub(ModelHub.Settings settings, Http http, Retries retries) {
        this.address = settings.address();
        this.http = http;
        this.retries = retries;
    }

    /**
     * A repository as it was when it was listed.
     *
     * @param revision commit
     * @param files by their paths in it
     */
    record Listing(String revision, List<RemoteFile> files) {}

    private record Page(JsonNode body, URI next) {}

    /** Lists a repository. */
    Listing list(String repository) {
        URI info = at("/api/models/" + repository + "/revision/main");
        String revision = get(info).body().path("sha").asText();
        if (!revision.matches("[0-9a-f]{7,64}")) {
            throw new ModelResourceException(info + " names no commit");
        }
        URI tree = at("/api/models/" + repository + "/tree/" + revision + "?recursive=true");
        List<RemoteFile> files = new ArrayList<>();
        URI next = tree;
        for (int page = 0; next != null && page < MOST_PAGES; page++) {
            Page listed = get(next);
            listed.body().forEach(node -> add(repository, revision, node, files));
            next = listed.next();
        }
        return new Listing(revision, files);
    }

    private void add(String repository, String revision, JsonNode node, List<RemoteFile> files) {
        if (!node.path("type").asText().equals("file")) {
            return;
        }
        String path = node.path("path").asText();
        long bytes = node.path("size").asLong(-1);
        if (bytes < 0) {
            throw new ModelResourceException("the hub lists " + path + " without a size");
        }
        Checksum checksum = node.has("lfs")
                ? Checksum.of(
                        Checksum.Kind.SHA_256, node.path("lfs").path("oid").asText())
                : Checksum.of(Checksum.Kind.GIT_BLOB, node.path("oid").asText());
        URI uri = at("/" + repository + "/resolve/" + revision + "/" + FileNames.encoded(path));
        files.add(new RemoteFile(path, uri, bytes, checksum));
    }

    private URI at(String path) {
        String base = address.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    private Page get(URI uri) {
        return retries.run("asking " + uri.getHost(), () -> 0, () -> {
            try (Http.Answer answer = http.get(uri, 0, null)) {
                Statuses.check(uri, answer);
                byte[] body = answer.body().readNBytes(MOST_LISTING_BYTES + 1);
                if (body.length > MOST_LISTING_BYTES) {
                    throw new ModelInputException(uri + " lists more than " + MOST_LISTING_BYTES + " bytes");
                }
                return new Page(parsed(uri, body), next(uri, answer.header("Link")));
            }
        });
    }

    private JsonNode parsed(URI uri, byte[] body) throws IOException {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            throw new TransferException(uri + " did not answer with JSON");
        }
    }

    private static URI next(URI uri, String link) {
        Matcher matcher = link == null ? null : NEXT.matcher(link);
        if (matcher == null || !matcher.find()) {
            return null;
        }
        URI next = uri.resolve(matcher.group(1));
        return uri.getHost().equalsIgnoreCase(next.getHost()) ? next : null;
    }
}
