package dev.nuri.web.config;

import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class path of a parser process. The packaged server loads its jars with a class loader of its own, so that
 * {@code java.class.path} names only the runner; its jars lie side by side in {@code lib}.
 */
final class ChildClassPath {

    private ChildClassPath() {}

    /** The packaged server's jars, or an empty list when this process has an ordinary class path. */
    static List<Path> find() {
        CodeSource source = NuriException.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return List.of();
        }
        try {
            Path jar = Path.of(source.getLocation().toURI());
            boolean packaged =
                    jar.endsWith(Path.of("lib", "main", jar.getFileName().toString()));
            return packaged ? jars(jar.getParent().getParent()) : List.of();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return List.of();
        }
    }

    private static List<Path> jars(Path lib) {
        List<Path> jars = new ArrayList<>();
        for (String folder : List.of("main", "boot")) {
            try (Stream<Path> files = Files.list(lib.resolve(folder))) {
                files.filter(f -> f.toString().endsWith(".jar"))
                        .sorted(Comparator.naturalOrder())
                        .forEach(jars::add);
            } catch (IOException e) {
                throw new UncheckedIOException("the installation lacks " + lib.resolve(folder), e);
            }
        }
        return jars;
    }
}
