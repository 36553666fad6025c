package dev.nuri.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where things lie in a checkout. */
final class Repository {

    private static final Path ROOT =
            Path.of(System.getProperty("nuri.repository", ".")).toAbsolutePath().normalize();

    private Repository() {}

    static Path root() {
        return ROOT;
    }

    /** The launcher. */
    static Path launcher() {
        return ROOT.resolve("nuri");
    }

    /** A file or folder of the shared test data; the test is skipped, visibly, where there is none. */
    static Path sharedData(String path) {
        Path data = Stream.iterate(ROOT, folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve("shared/data"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(null);
        assumeTrue(data != null, "the folder shared/data is not beside this checkout");
        return data.resolve(path);
    }
}
