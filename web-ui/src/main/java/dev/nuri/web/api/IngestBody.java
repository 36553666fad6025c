package dev.nuri.web.api;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What to index, as it is sent: at least one of the first three.
 *
 * @param path an absolute path of a file or folder on the server's machine
 * @param url an http or https address
 * @param targets several of either
 * @param collection where to; null for the default
 * @param acl who may read it: principals, or {@code posix} alone for what the file system says; null says nothing
 */
public record IngestBody(String path, String url, List<String> targets, String collection, List<String> acl) {

    /** Several targets at once. */
    public static IngestBody of(List<String> targets, String collection, List<String> acl) {
        return new IngestBody(null, null, targets, collection, acl);
    }

    /** Everything that is named, unchecked. */
    public List<String> all() {
        List<String> all = new ArrayList<>(targets == null ? List.of() : targets);
        if (path != null) {
            all.add(path);
        }
        if (url != null) {
            all.add(url);
        }
        return all;
    }

    /**
     * The same for the ingestor, every target checked.
     *
     * @throws NuriException when nothing is named, or a path is relative or not there
     */
    public IngestRequest request() {
        if (url != null && !isUrl(url)) {
            throw NuriException.invalid("A URL begins with http:// or https://, got '" + url + "'.");
        }
        List<String> all = all();
        if (all.contains(null)) {
            throw NuriException.invalid("A target must not be null.");
        }
        return new IngestRequest(all.stream().map(IngestBody::checked).toList(), collection, AccessRule.of(acl));
    }

    /** Whether a target is an address rather than a path. */
    public static boolean isUrl(String target) {
        return target.startsWith("http://") || target.startsWith("https://");
    }

    private static String checked(String target) {
        if (isUrl(target)) {
            return checkedUrl(target);
        }
        try {
            Path path = Path.of(target);
            if (target.isBlank() || !path.isAbsolute()) {
                throw NuriException.invalid("A path must be absolute, got '" + target + "'.");
            }
            if (!Files.exists(path)) {
                throw NuriException.notFound("There is no file or folder " + target + ".");
            }
            return target;
        } catch (InvalidPathException e) {
            throw NuriException.invalid("'" + target + "' is not a path: " + e.getReason() + ".");
        }
    }

    private static String checkedUrl(String url) {
        try {
            if (URI.create(url).getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw NuriException.invalid("'" + url + "' is not a URL.");
    }
}
