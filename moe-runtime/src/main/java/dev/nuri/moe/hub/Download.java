package dev.nuri.moe.hub;

import dev.nuri.moe.ModelResourceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file on its way. Bytes gather in {@code NAME.part}, beside it {@code NAME.part.tag} says which version of the file
 * they belong to; the file gets its name when it is whole and adds up. A later download goes on with the part.
 */
final class Download {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");
    private static final int BUFFER = 1 << 16;

    private final RemoteFile file;
    private final Path target;
    private final Path part;
    private final Path tag;
    private final Surroundings surroundings;
    private long total; // bytes of the whole file, -1 while unknown
    private Checksum checksum; // null while unknown
    private int mismatches;

    /** What a download uses and whom it tells. */
    record Surroundings(Http http, Retries retries, Disk disk, AtomicBoolean stop, LongConsumer size) {}

    Download(RemoteFile file, Path folder, Surroundings surroundings) {
        this.file = file;
        this.target = folder.resolve(file.name());
        this.part = folder.resolve(file.name() + ".part");
        this.tag = folder.resolve(file.name() + ".part.tag");
        this.surroundings = surroundings;
        this.total = file.bytes();
        this.checksum = file.checksum();
    }

    /**
     * A file that has arrived.
     *
     * @param checked whether a server named its checksum
     */
    record Arrived(String name, long bytes, String sha256, boolean checked) {}

    /**
     * Fetches it, unless it is there.
     *
     * @throws ModelResourceException when it is given up
     */
    Arrived run() {
        return surroundings.retries().run("fetching " + file.name(), this::have, this::attempt);
    }

    private Arrived attempt() throws IOException {
        if (!isHere()) {
            if (total >= 0 && have() > total) {
                discard();
            }
            if (total < 0 || have() < total) {
                transfer();
            }
            verify();
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(tag);
        }
        surroundings.size().accept(Files.size(target));
        String sha256 = checksum != null && checksum.kind() == Checksum.Kind.SHA_256
                ? checksum.hex()
                : Checksum.of(Checksum.Kind.SHA_256, target).hex();
        return new Arrived(file.name(), Files.size(target), sha256, checksum != null);
    }

    /** Whether an earlier pull got the whole file: nothing gets its name before it adds up. */
    private boolean isHere() throws IOException {
        return Files.isRegularFile(target)
                && (total < 0 || Files.size(target) == total)
                && (checksum == null || Checksum.of(checksum.kind(), target).equals(checksum));
    }

    private long have() {
        try {
            return Files.exists(part) ? Files.size(part) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private void discard() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(tag);
    }

    private void transfer() throws IOException {
        String known = Files.exists(tag) ? Files.readString(tag, StandardCharsets.UTF_8) : null;
        if (have() > 0 && known == null && checksum == null) {
            discard(); // nothing could tell whether the rest would belong to these bytes
        }
        long from = have();
        try (Http.Answer answer = surroundings.http().get(file.uri(), from, isStrong(known) ? known : null)) {
            if (answer.status() == 416) {
                discard();
                throw new TransferException("the server has no bytes from " + from + " on; starting over");
            }
            Statuses.check(file.uri(), answer);
            long at = start(answer, from, known);
            learn(answer, at);
            surroundings.disk().require(total < 0 ? 0 : total - at);
            copy(answer.body(), at);
        }
    }

    private static boolean isStrong(String etag) {
        return etag != null && etag.startsWith("\"");
    }

    /** Where the body that follows belongs. */
    private long start(Http.Answer answer, long from, String known) throws IOException {
        String etag = answer.header("ETag");
        boolean same = known == null || etag == null || known.equals(etag);
        if (from == 0 && answer.status() == 206) {
            throw new TransferException("the server gave a part although all was asked for");
        }
        if (from == 0 || answer.status() == 200) {
            discard();
            if (etag != null) {
                Files.writeString(tag, etag, StandardCharsets.UTF_8);
            }
            return 0;
        }
        Matcher range = CONTENT_RANGE.matcher(String.valueOf(answer.header("Content-Range")));
        if (!same || !range.matches() || Long.parseLong(range.group(1)) != from) {
            discard();
            throw new TransferException(
                    same ? "the server gave other bytes than asked for" : "the file changed on the server");
        }
        return from;
    }

    /** Size and checksum, from the answer where nobody said before. */
    private void learn(Http.Answer answer, long at) throws IOException {
        long length = answer.connection().getContentLengthLong();
        if (length >= 0 && total >= 0 && at + length != total) {
            discard();
            throw new TransferException("the server announces " + (at + length) + " bytes, the file has " + total);
        }
        if (length >= 0) {
            total = at + length;
        }
        if (checksum == null && answer.linkedTag() != null) {
            checksum = Checksum.of(Checksum.Kind.SHA_256, answer.linkedTag().replace("\"", ""));
        }
    }

    private void copy(InputStream body, long at) throws IOException {
        long written = at;
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                if (total >= 0 && written + n > total) {
                    throw new TransferException("the server sent more than the " + total + " bytes of the file");
                }
                out.write(buffer, 0, n);
                written += n;
                surroundings.size().accept(written);
                if (surroundings.stop().get()) {
                    throw new ModelResourceException("fetching " + file.name() + " was stopped");
                }
            }
        } catch (TransferException e) {
            discard();
            throw e;
        } catch (IOException e) {
            surroundings.disk().check(e);
            throw new TransferException(
                    "the connection broke after " + written + " of " + total + " bytes (" + e.getMessage() + ")");
        }
        if (total >= 0 && written < total) {
            throw new TransferException("the connection broke after " + written + " of " + total + " bytes");
        }
    }

    private void verify() throws IOException {
        if (checksum == null) {
            return;
        }
        Checksum actual = Checksum.of(checksum.kind(), part);
        if (!actual.equals(checksum)) {
            discard();
            mismatches++;
            String message = file.name() + " adds up to " + actual.hex() + ", the server named " + checksum.hex();
            if (mismatches > 1) {
                throw new ModelResourceException(message + "; nothing of it was kept");
            }
            throw new TransferException(message);
        }
    }
}
