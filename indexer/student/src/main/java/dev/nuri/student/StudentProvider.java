package dev.nuri.student;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.NuriException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The multilingual student that comes with Nuri, or one that was trained here. */
public final class StudentProvider implements EmbedderProvider {

    /** The name by which a configuration asks for the one that comes with Nuri. */
    public static final String BUNDLED = "nuri-multilingual";

    private static final String RESOURCE = BUNDLED + ".student";

    private final String name;
    private final Source source;
    private final StudentFile.Header header;

    @FunctionalInterface
    private interface Source {
        InputStream open() throws IOException;
    }

    /** The one that comes with Nuri. */
    public StudentProvider() {
        this(BUNDLED, StudentProvider::bundled);
    }

    private StudentProvider(String name, Source source) {
        this.name = name;
        this.source = source;
        try (InputStream in = new BufferedInputStream(source.open())) {
            header = StudentFile.header(in, called());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * One in a file.
     *
     * @throws NuriException when the file cannot be read or is none
     */
    public static StudentProvider of(Path file) {
        return new StudentProvider(file.toString(), () -> Files.newInputStream(file));
    }

    private static InputStream bundled() throws IOException {
        InputStream in = StudentProvider.class.getResourceAsStream(RESOURCE);
        if (in == null) {
            throw new IOException("its file " + RESOURCE + " is missing from the class path");
        }
        return in;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String id() {
        return header.id();
    }

    @Override
    public int dimension() {
        return header.dimension();
    }

    @Override
    public boolean supports(String lang) {
        return true;
    }

    @Override
    public Embedder open(Path cacheDir) {
        try (InputStream in = source.open()) {
            return new StudentEmbedder(StudentFile.read(in, called()), id());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private String called() {
        return "The embedder '" + name + "'";
    }

    private NuriException unreadable(IOException e) {
        return NuriException.invalid(called() + " cannot be read: " + e.getMessage()
                + "; set nuri.embedder to another, or to none to search by words alone.");
    }
}
