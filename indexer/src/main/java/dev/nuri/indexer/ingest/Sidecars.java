package dev.nuri.indexer.ingest;

import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Readers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Files that say who may read their folder and what is below it: one principal a line, {@code #} before a comment. The
 * nearest one above a file counts: above where the file really is, and above the link that leads there when there is none.
 * Each is read once. Thread-safe.
 */
final class Sidecars {

    /** What the folders themselves say. */
    private final ConcurrentMap<Path, Optional<SortedSet<String>>> folders = new ConcurrentHashMap<>();

    /** What is said of folders by themselves or those above. */
    private final ConcurrentMap<Path, Optional<SortedSet<String>>> nearest = new ConcurrentHashMap<>();

    /**
     * What is said of a folder.
     *
     * @return null when nothing is
     * @throws NuriException when a file cannot be read or holds something else than principals
     */
    SortedSet<String> of(Path folder) {
        Optional<SortedSet<String>> said = nearest.get(folder);
        if (said == null) {
            SortedSet<String> real = upwards(real(folder));
            said = Optional.ofNullable(real == null ? upwards(folder) : real);
            nearest.put(folder, said);
        }
        return said.orElse(null);
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            // It was there when it was found; what is said of where it was stands.
            return folder;
        }
    }

    private SortedSet<String> upwards(Path folder) {
        for (Path at = folder; at != null; at = at.getParent()) {
            Optional<SortedSet<String>> said = folders.get(at);
            if (said == null) {
                said = read(at.resolve(Ingestor.SIDECAR));
                folders.put(at, said);
            }
            if (said.isPresent()) {
                return said.get();
            }
        }
        return null;
    }

    private static Optional<SortedSet<String>> read(Path file) {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try {
            List<String> principals = Files.readAllLines(file).stream()
                    .map(line -> line.replaceFirst("^\\s*#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
            if (principals.isEmpty()) {
                throw NuriException.invalid("It names no principal: write one a line, or 'everyone'.");
            }
            return Optional.of(Readers.of(principals));
        } catch (IOException e) {
            throw NuriException.invalid("It cannot be read: " + e + ".");
        }
    }
}
