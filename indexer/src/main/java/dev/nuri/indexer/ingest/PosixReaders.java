package dev.nuri.indexer.ingest;

import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * Who may read a file by the owner, group and others of the file system: {@code user:OWNER}, {@code group:GROUP} and
 * {@code everyone}. Whoever cannot come through the folders above it cannot read it either. A file that nobody may read
 * is its owner's. Access control lists beyond these three are not looked at.
 */
final class PosixReaders {

    private PosixReaders() {}

    static SortedSet<String> of(Path file) {
        try {
            Path real = file.toRealPath();
            PosixFileAttributes of = attributes(real);
            String owner = "user:" + of.owner().getName();
            Set<PosixFilePermission> may = of.permissions();
            boolean group = may.contains(PosixFilePermission.GROUP_READ);
            boolean others = may.contains(PosixFilePermission.OTHERS_READ);
            for (Path folder = real.getParent(); folder != null; folder = folder.getParent()) {
                PosixFileAttributes above = attributes(folder);
                boolean open = above.permissions().contains(PosixFilePermission.OTHERS_EXECUTE);
                boolean openToGroup = above.permissions().contains(PosixFilePermission.GROUP_EXECUTE);
                others &= open;
                // Members of the file's group are others to a folder of another group.
                group &= above.group().equals(of.group()) ? openToGroup : open;
            }
            List<String> readers = new ArrayList<>(List.of(owner));
            if (group) {
                readers.add("group:" + of.group().getName());
            }
            if (others) {
                readers.add(Viewer.EVERYONE);
            }
            return Readers.of(readers);
        } catch (IOException | UnsupportedOperationException e) {
            throw NuriException.invalid("Who may read it cannot be told from the file system: " + e + ".");
        }
    }

    private static PosixFileAttributes attributes(Path path) throws IOException {
        return Files.readAttributes(path, PosixFileAttributes.class);
    }
}
