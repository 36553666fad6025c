package dev.nuri.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where things lie in a checkout. */
final class Repository {

    private static final Path ROOT =
            Path.of(System.getProperty("nuri.repository", ".")).toAbsolutePath().normalize();

    /** Makes the start-up cache that users have, before the first command is run. */
    private static final class Cached {

        private static final Path LAUNCHER = ROOT.resolve("nuri");

        static {
            ProcessBuilder builder = new ProcessBuilder(LAUNCHER.toString(), "start-up-cache").inheritIO();
            builder.environment().put("NURI_NO_BUILD", "1");
            try {
                builder.start().waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Repository() {}

    static Path root() {
        return ROOT;
    }

    /** The launcher. */
    static Path launcher() {
        return Cached.LAUNCHER;
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
