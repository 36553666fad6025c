package dev.nuri.web.access;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code operator.key} in a data folder: by it, a command over the folder is let in by the server that holds the folder.
 * Each server makes its own and forgets it at its end. Who can read it could read the folder itself.
 */
public final class OperatorKey {

    private static final String PREFIX = Keys.PREFIX + "operator_";
    private static final int BYTES = 32;

    private final Path path;
    private volatile String secret;

    public OperatorKey(Path dataDir) {
        path = dataDir.resolve("operator.key");
    }

    /** Makes one and leaves it for commands. */
    public void write() {
        String next = PREFIX + Keys.randomText(BYTES);
        try {
            OwnerFile.replace(path, next.getBytes(StandardCharsets.US_ASCII));
            secret = next;
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL, "The file " + path + " cannot be written: " + e.getMessage() + ".", e);
        }
    }

    /** What a server has left; empty when there is none or this user may not read it. */
    public Optional<String> read() {
        try {
            String left = Files.readString(path, StandardCharsets.US_ASCII).strip();
            return left.startsWith(PREFIX) ? Optional.of(left) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether a secret is the one of this server. */
    boolean is(String sent) {
        String mine = secret;
        return mine != null && Keys.equal(mine, sent);
    }

    /** Takes it away again, if another server has not put its own there. */
    public void remove() {
        String mine = secret;
        secret = null;
        if (mine != null && read().filter(mine::equals).isPresent()) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // A key that is left is worth nothing: the server that knew it is gone.
            }
        }
    }
}
