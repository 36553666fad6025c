package dev.nuri.web.data;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.Json;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A backup that is read. */
final class Archive implements AutoCloseable {

    private final Path file;
    private final ZipFile zip;
    private final Manifest manifest;

    private Archive(Path file, ZipFile zip) throws IOException {
        this.file = file;
        this.zip = zip;
        byte[] bytes = bytes(Manifest.NAME);
        String hash = new String(bytes(Manifest.HASH_NAME), StandardCharsets.US_ASCII).strip();
        if (!Sha256.of(bytes).equals(hash)) {
            throw damaged("its manifest is not as it was written");
        }
        this.manifest = Json.LENIENT.readValue(bytes, Manifest.class);
        if (manifest.format() > Manifest.FORMAT) {
            throw new NuriException(
                    ErrorCode.CONFLICT,
                    "The backup " + file + " has format " + manifest.format() + " and this version of Nuri reads up to "
                            + Manifest.FORMAT + ": use the newer version that wrote it.");
        }
    }

    /**
     * Opens a backup and checks its manifest.
     *
     * @throws NuriException NOT_FOUND when there is none, CORRUPT when it is damaged
     */
    static Archive open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw NuriException.notFound("There is no backup '" + file + "'.");
        }
        ZipFile zip = null;
        try {
            zip = new ZipFile(file.toFile());
            return new Archive(file, zip);
        } catch (IOException | RuntimeException e) {
            close(zip);
            throw e instanceof NuriException known ? known : damaged(file, NuriException.reason(e));
        }
    }

    private static void close(ZipFile zip) {
        try {
            if (zip != null) {
                zip.close();
            }
        } catch (IOException e) {
            throw new NuriException(ErrorCode.INTERNAL, "The backup cannot be closed: " + e.getMessage() + ".", e);
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /** Copies a file of the backup to {@code out}; throws unless its bytes are those of the manifest. */
    void copy(Manifest.Entry entry, OutputStream out) throws IOException {
        ZipEntry found = zip.getEntry("data/" + entry.path());
        if (found == null) {
            throw damaged(entry.path() + " is missing in it");
        }
        String hash;
        try (InputStream in = zip.getInputStream(found)) {
            hash = Sha256.copying(in, out);
        } catch (ZipException | EOFException e) {
            throw damaged(entry.path() + " in it cannot be read");
        }
        if (!hash.equals(entry.sha256())) {
            throw damaged(entry.path() + " in it is not as it was written");
        }
    }

    private byte[] bytes(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw damaged("it has no " + name);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private NuriException damaged(String what) {
        return damaged(file, what);
    }

    private static NuriException damaged(Path file, String what) {
        return new NuriException(
                ErrorCode.CORRUPT, "The backup " + file + " is damaged (" + what + "): use another backup.");
    }

    @Override
    public void close() {
        close(zip);
    }
}
