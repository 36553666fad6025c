package dev.nuri.hw.nativecpu;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compiled kernels in a folder that only its user can write to. A library's name has the hash of all it was made from, so
 * a stale one is never loaded; it is put in place in one step, so a half-written one is never seen.
 */
final class LibraryCache {
    static final List<String> UNITS = List.of("products.c", "packed.c", "rows.c", "attention.c");
    private static final List<String> HEADERS =
            List.of("simd.h", "blocks.h", "packed.h", "panel.h", "floats.h", "packed_avx2.h", "rows.h", "rows_avx2.h");
    private static final List<String> FLAGS =
            List.of("-std=gnu11", "-O3", "-fno-math-errno", "-fvisibility=hidden", "-Wno-psabi");
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path folder;

    LibraryCache(Path folder) {
        this.folder = folder;
    }

    /** The folder that property {@code nuri.native.cache} names, or one below the user's cache. */
    static LibraryCache ofThisUser() {
        String named = System.getProperty("nuri.native.cache");
        return new LibraryCache(
                named != null ? Path.of(named) : Path.of(System.getProperty("user.home"), ".cache", "nuri", "native"));
    }

    /**
     * The library for a compiler and an instruction set; compiled if it is not there.
     *
     * @throws IOException if the folder is not safe to load from or the compiler fails
     */
    Path library(Compiler compiler, CpuFeatures features) throws IOException {
        Path library = folder.resolve("kernels-" + key(sources(), compiler, features) + ".so");
        makeSafeFolder();
        if (!Files.isRegularFile(library)) {
            build(compiler, features, library);
        }
        return library;
    }

    /** Writes all sources to a folder. */
    static void writeSources(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> source : sources().entrySet()) {
            Files.write(folder.resolve(source.getKey()), source.getValue());
        }
    }

    private void build(Compiler compiler, CpuFeatures features, Path library) throws IOException {
        Path work = Files.createTempDirectory(folder, "build");
        try {
            writeSources(work);
            Path made = work.resolve(library.getFileName());
            List<String> flags =
                    Stream.concat(FLAGS.stream(), features.flags().stream()).toList();
            compiler.compile(work, flags, UNITS, made);
            Files.move(made, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteTree(work);
        }
    }

    /** What others could write to would let them run code as this user. */
    private void makeSafeFolder() throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (posix) {
                Files.setPosixFilePermissions(folder, OWNER_ONLY);
            }
        }
        if (posix) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)
                    || !Files.getOwner(folder).getName().equals(System.getProperty("user.name"))) {
                throw new IOException(folder + " belongs to or can be written by others: make it yours alone");
            }
        }
    }

    private static Map<String, byte[]> sources() throws IOException {
        Map<String, byte[]> out = new LinkedHashMap<>();
        for (String name : Stream.concat(HEADERS.stream(), UNITS.stream()).toList()) {
            try (InputStream in = LibraryCache.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IOException("resource " + name + " is missing");
                }
                out.put(name, in.readAllBytes());
            }
        }
        return out;
    }

    private static String key(Map<String, byte[]> sources, Compiler compiler, CpuFeatures features) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            sources.values().forEach(digest::update);
            String how = FLAGS + "\n" + features + "\n" + compiler + "\n" + System.getProperty("os.name");
            digest.update(how.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    private static void deleteTree(Path top) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
