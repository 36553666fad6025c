package dev.nuri.indexer.extract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A parser process and the programs it started, which all have its folder in their environment. */
final class ProcessTree {

    private static final Path PROC = Path.of("/proc");
    /** What the kernel cannot take back by dropping pages of files. */
    private static final List<String> MEMORY = List.of("RssAnon:", "RssShmem:", "VmSwap:");

    private final ProcessHandle root;
    private final byte[] mark;

    ProcessTree(ProcessHandle root, Path folder) {
        this.root = root;
        mark = ("TMPDIR=" + folder + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** Memory of the root alone, which is cheap to tell; 0 where the system does not say. */
    long rootMemoryBytes() {
        return memoryBytes(root);
    }

    /** Memory of root and programs. */
    long memoryBytes() {
        return memoryBytes(root)
                + root.descendants().mapToLong(ProcessTree::memoryBytes).sum();
    }

    /** Ends all, also those whose parent is gone. */
    void kill() {
        List<ProcessHandle> below = root.descendants().toList();
        root.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
        if (Files.isDirectory(PROC)) {
            ProcessHandle.allProcesses().filter(this::isMarked).forEach(ProcessHandle::destroyForcibly);
        }
    }

    private boolean isMarked(ProcessHandle process) {
        if (process.pid() == ProcessHandle.current().pid()) {
            return false;
        }
        try {
            return contains(Files.readAllBytes(PROC.resolve(process.pid() + "/environ")), mark);
        } catch (IOException e) {
            // Gone, or another user's and so none of ours.
            return false;
        }
    }

    private static boolean contains(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if ((i == 0 || bytes[i - 1] == 0)
                    && java.util.Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    private static long memoryBytes(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(PROC.resolve(process.pid() + "/status"))) {
            return lines.filter(line -> MEMORY.stream().anyMatch(line::startsWith))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }
}
