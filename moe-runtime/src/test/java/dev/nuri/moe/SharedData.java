package dev.nuri.moe;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the data that lies beside the repository. */
public final class SharedData {
    private SharedData() {}

    /** The folder {@code shared/data/name}; skips the test, saying so, if there is none. */
    public static Path folder(String name) {
        Path found = find(name);
        Assumptions.assumeTrue(found != null, "skipped: no shared/data/" + name + " beside or above the project");
        return found;
    }

    private static Path find(String name) {
        String root = System.getProperty("maven.multiModuleProjectDirectory");
        if (root != null && Files.isDirectory(Path.of(root, "../shared/data", name))) {
            return Path.of(root, "../shared/data", name);
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.isDirectory(at.resolve("shared/data").resolve(name))) {
                return at.resolve("shared/data").resolve(name);
            }
        }
        return null;
    }
}
