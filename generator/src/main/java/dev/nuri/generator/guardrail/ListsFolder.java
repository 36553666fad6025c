package dev.nuri.generator.guardrail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The deployer's lists: {@code allow.txt} and {@code deny.txt} in a folder for everything, and in a folder of a
 * collection's name for that collection beside them. Read once.
 */
public final class ListsFolder {

    private record Lists(Terms allow, Terms deny) {

        static Lists read(Path folder) {
            return new Lists(Terms.read(folder.resolve("allow.txt")), Terms.read(folder.resolve("deny.txt")));
        }
    }

    private final Lists all;
    private final Map<String, Lists> collections = new HashMap<>();

    private ListsFolder(Path folder) {
        all = Lists.read(folder);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> inside = Files.list(folder)) {
                inside.filter(Files::isDirectory)
                        .forEach(f -> collections.put(f.getFileName().toString(), Lists.read(f)));
            } catch (IOException e) {
                throw new UncheckedIOException("the lists in " + folder + " cannot be read", e);
            }
        }
    }

    /**
     * Reads the lists of a folder, which may be missing.
     *
     * @throws dev.nuri.indexer.NuriException naming file and line of a bad term
     */
    public static ListsFolder read(Path folder) {
        return new ListsFolder(folder);
    }

    private Stream<Lists> of(String collection) {
        Lists own = collection == null ? null : collections.get(collection);
        return own == null ? Stream.of(all) : Stream.of(all, own);
    }

    /** Places of a folded text that are always allowed. */
    List<TermAutomaton.Occurrence> allowed(String folded, String collection) {
        return of(collection).flatMap(l -> l.allow.find(folded).stream()).toList();
    }

    /** Places of a folded text that hold a denied term. */
    List<TermAutomaton.Occurrence> denied(String folded, String collection) {
        return of(collection).flatMap(l -> l.deny.find(folded).stream()).toList();
    }
}
