package dev.nuri.web.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.web.api.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * {@code audit/audit.jsonl} in a data folder: one line of JSON for each event that matters to who guards the data. It
 * holds ids and names, never a secret, a question, or text of a document. A file that is full becomes
 * {@code audit.1.jsonl}, that one {@code audit.2.jsonl} and so on; the oldest goes. Thread-safe, and safe among
 * processes.
 */
public final class AuditLog {

    private static final Logger LOG = Logger.getLogger(AuditLog.class);
    private static final int MAX_CHARS = 200;

    /**
     * A line.
     *
     * @param time when
     * @param request id of the request; absent for what a command did
     * @param from address it came from; absent likewise
     * @param caller who
     * @param event what
     * @param object id of what it was done to; absent where there is none
     * @param outcome {@code done}, or why not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            Instant time, String request, String from, String caller, String event, String object, String outcome) {}

    private final Path folder;
    private final long maxBytes;
    private final int files;

    /**
     * @param maxBytes of one file
     * @param files that are kept, the one being written among them; at least 2
     */
    public AuditLog(Path dataDir, long maxBytes, int files) {
        this.folder = dataDir.resolve("audit");
        this.maxBytes = maxBytes;
        this.files = files;
    }

    /** Tells of something that was done. */
    public void done(AuditEvent event, String object) {
        write(event, object, "done");
    }

    /**
     * Tells of an event of the request at hand, or of a command. Serving goes on when it cannot be written, which the
     * server's log then tells.
     *
     * @param object id of what it was done to; null for nothing
     * @param outcome what came of it, in a word or two
     */
    public void write(AuditEvent event, String object, String outcome) {
        Line line = new Line(
                Instant.now(),
                RequestMark.request(),
                RequestMark.from(),
                RequestMark.caller(),
                event.written(),
                cut(object),
                outcome);
        try {
            byte[] json = Json.STRICT.writeValueAsBytes(line);
            OwnerFile.folder(folder);
            FolderLock.during(folder.resolve("audit.lock"), () -> append(json));
        } catch (IOException e) {
            LOG.errorf("The audit log in %s cannot be written: %s", folder, e.getMessage());
        }
    }

    private static String cut(String object) {
        return object == null || object.length() <= MAX_CHARS ? object : object.substring(0, MAX_CHARS);
    }

    private void append(byte[] json) throws IOException {
        Path now = file(0);
        if (Files.exists(now) && Files.size(now) + json.length + 1 > maxBytes) {
            rotate();
        }
        ByteBuffer line =
                ByteBuffer.allocate(json.length + 1).put(json).put((byte) '\n').flip();
        try (FileChannel out = FileChannel.open(
                now,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                OwnerFile.attributes(now, "rw-------"))) {
            while (line.hasRemaining()) {
                out.write(line);
            }
        }
    }

    private void rotate() throws IOException {
        for (int i = files - 1; i > 0; i--) {
            if (Files.exists(file(i - 1))) {
                Files.move(file(i - 1), file(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path file(int age) {
        return folder.resolve(age == 0 ? "audit.jsonl" : "audit." + age + ".jsonl");
    }
}
