package dev.nuri.indexer.extract;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Has the kernel (Landlock, Linux 5.13 and later) refuse a thread, and the threads and programs it starts, every file
 * but programs and libraries, one file to read, and one folder to read and write in. It cannot be taken back, so each
 * document is read by a thread of its own.
 */
final class FileFence {

    private static final int CREATE_RULESET = 444;
    private static final int ADD_RULE = 445;
    private static final int RESTRICT_SELF = 446;
    private static final int GET_VERSION = 1;
    private static final int PATH_BENEATH = 1;
    private static final int HERE = -100; // AT_FDCWD
    private static final int PATH_ONLY = 0x200000 | 0x80000; // O_PATH, O_CLOEXEC

    private static final long EXECUTE = 1;
    private static final long WRITE_FILE = 1 << 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_FOLDER = 1 << 3;
    private static final long FIRST_VERSION = (1 << 13) - 1;
    private static final long REFER = 1 << 13;
    private static final long TRUNCATE = 1 << 14;
    private static final long TCP = 3;
    private static final int VERSION_WITH_TCP = 4;

    private static final long READ = EXECUTE | READ_FILE | READ_FOLDER;
    private static final long OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE;

    /** Where programs, libraries, fonts and the JVM's view of the machine are; documents of people are elsewhere. */
    private static final Set<Path> OF_THE_SYSTEM = Set.of(
            Path.of("/usr"),
            Path.of("/bin"),
            Path.of("/lib"),
            Path.of("/lib64"),
            Path.of("/opt"),
            Path.of("/nix"),
            Path.of("/snap"),
            Path.of("/proc"),
            Path.of("/sys"),
            Path.of("/dev/urandom"),
            Path.of("/dev/random"),
            Path.of("/etc/alternatives"),
            Path.of("/etc/fonts"),
            Path.of("/etc/ld.so.cache"),
            Path.of("/etc/localtime"),
            Path.of("/var/cache/fontconfig"));

    private final SystemCalls calls;
    private final int version;
    private final Path folder;
    private final Set<Path> readable;

    /**
     * A fence.
     *
     * @param folder may be read and written
     * @throws IOException when the kernel has none
     */
    FileFence(SystemCalls calls, Path folder, Limits limits) throws IOException {
        this.calls = calls;
        this.folder = folder;
        version = (int) calls.call(CREATE_RULESET, 0, 0, GET_VERSION);
        readable = new LinkedHashSet<>(OF_THE_SYSTEM);
        readable.add(Path.of(System.getProperty("java.home")));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            readable.add(Path.of(entry.endsWith("*") ? entry.substring(0, entry.length() - 1) : entry));
        }
        if (limits.tesseract() != null) {
            readable.add(limits.tesseract());
        }
        String languages = System.getenv("TESSDATA_PREFIX");
        if (languages != null) {
            readable.add(Path.of(languages));
        }
    }

    /** Fails where the kernel would refuse the fence. */
    void tryOut() throws IOException {
        AtomicReference<IOException> refusal = new AtomicReference<>();
        Thread trial = Thread.ofPlatform().start(() -> {
            try {
                enter(folder);
            } catch (IOException e) {
                refusal.set(e);
            }
        });
        try {
            trial.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
        if (refusal.get() != null) {
            throw refusal.get();
        }
    }

    /** Fences the calling thread in. */
    void enter(Path file) throws IOException {
        long rules = ruleset();
        try {
            for (Path path : readable) {
                allow(rules, path, READ);
            }
            allow(rules, file, READ_FILE);
            allow(rules, folder, handled());
            allow(rules, Path.of("/dev/null"), READ_FILE | WRITE_FILE | TRUNCATE);
            calls.call(RESTRICT_SELF, rules, 0);
        } finally {
            calls.call(calls.machine().close(), rules);
        }
    }

    /** What the fence is about: what this kernel's version knows of. */
    private long handled() {
        return FIRST_VERSION | (version >= 2 ? REFER : 0) | (version >= 3 ? TRUNCATE : 0);
    }

    private long ruleset() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment about = arena.allocate(16, 8); // struct landlock_ruleset_attr: files, network
            about.set(ValueLayout.JAVA_LONG, 0, handled());
            about.set(ValueLayout.JAVA_LONG, 8, TCP);
            return calls.call(CREATE_RULESET, about.address(), version >= VERSION_WITH_TCP ? 16 : 8, 0);
        }
    }

    private void allow(long rules, Path path, long access) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        long possible = handled() & access & (Files.isDirectory(path) ? -1 : OF_FILES);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path.toString());
            long opened = calls.call(calls.machine().openat(), HERE, name.address(), PATH_ONLY, 0);
            try {
                MemorySegment rule = arena.allocate(16, 8); // struct landlock_path_beneath_attr: access, descriptor
                rule.set(ValueLayout.JAVA_LONG, 0, possible);
                rule.set(ValueLayout.JAVA_INT, 8, (int) opened);
                calls.call(ADD_RULE, rules, PATH_BENEATH, rule.address(), 0);
            } finally {
                calls.call(calls.machine().close(), opened);
            }
        }
    }
}
