package dev.nuri.remote;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import org.jboss.logging.Logger;

/** How many components the vectors of servers' models have, kept in a file between starts. */
final class KnownDimensions {

    private static final Logger LOG = Logger.getLogger(KnownDimensions.class);
    private static final String FILE = "remote-embedders.properties";

    private final Path file;

    KnownDimensions(Path cacheDir) {
        file = cacheDir.resolve(FILE);
    }

    /** 0 when it is not known. */
    int get(ServerAddress server) {
        String known = read().getProperty(server.toString(), "");
        return known.matches("[1-9]\\d{0,5}") ? Integer.parseInt(known) : 0;
    }

    /** What cannot be kept is asked for again; of processes that write at once the last one wins. */
    void put(ServerAddress server, int dimension) {
        Properties known = read();
        known.setProperty(server.toString(), Integer.toString(dimension));
        try {
            Files.createDirectories(file.getParent());
            Path next = Files.createTempFile(file.getParent(), FILE, ".new");
            try (Writer out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
                known.store(out, null);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.debugf(e, "%s cannot be written", file);
        }
    }

    private Properties read() {
        Properties known = new Properties();
        if (Files.isRegularFile(file)) {
            try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                known.load(in);
            } catch (IOException | IllegalArgumentException e) {
                LOG.debugf(e, "%s is passed over", file);
                known.clear();
            }
        }
        return known;
    }
}
