package dev.nuri.indexer.ingest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a user asked to index, checked to be there.
 *
 * @param paths files and folders, absolute
 * @param addresses web addresses
 */
record Targets(List<Path> paths, List<URI> addresses) {

    private static final Pattern WEB = Pattern.compile("(?i)https?://.*");
    private static final Pattern OTHER_SCHEME = Pattern.compile("(?i)(?!file:)[a-z][a-z0-9+.-]+://.*");

    /** Throws when any target cannot be what it should. */
    static Targets resolve(List<String> targets) {
        List<Path> paths = new ArrayList<>();
        List<URI> addresses = new ArrayList<>();
        for (String target : targets) {
            if (isWeb(target)) {
                addresses.add(SourceUris.url(target));
            } else if (OTHER_SCHEME.matcher(target).matches()) {
                throw NuriException.invalid("Only http and https URLs can be fetched, got '" + target + "'.");
            } else {
                paths.add(existing(target));
            }
        }
        return new Targets(List.copyOf(paths), List.copyOf(addresses));
    }

    /** Whether a target is a web address. */
    static boolean isWeb(String target) {
        return WEB.matcher(target).matches();
    }

    private static Path existing(String target) {
        Path path;
        try {
            path = target.startsWith("file:") ? Path.of(URI.create(target)) : Path.of(target);
        } catch (IllegalArgumentException e) {
            throw new NuriException(ErrorCode.INVALID_INPUT, "'" + target + "' is not a valid path.", e);
        }
        Path absolute = path.toAbsolutePath().normalize();
        if (target.isEmpty() || !Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            throw NuriException.notFound("There is no file or folder '" + target + "'.");
        }
        return absolute;
    }
}
