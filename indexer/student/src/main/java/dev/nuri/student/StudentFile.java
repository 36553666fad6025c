package dev.nuri.student;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The file of a student. All numbers are big-endian:
 *
 * <ol>
 *   <li>8 bytes {@code NURISTU1}
 *   <li>32 bytes SHA-256 of all that follows
 *   <li>int length, then JSON in UTF-8: {@code name}, {@code version}, {@code dimension}, {@code pieces}, {@code hashed}
 *   <li>per piece: one unsigned byte length, then its UTF-8
 *   <li>per row: float scale
 *   <li>per row: {@code dimension} signed bytes
 * </ol>
 */
public final class StudentFile {

    private static final byte[] MAGIC = "NURISTU1".getBytes(StandardCharsets.US_ASCII);
    private static final int HASH = 32; // bytes
    private static final int SHOWN = 6; // bytes of the hash in an id
    private static final int MAX_HEADER = 1 << 16; // bytes
    private static final int MAX_PIECE = 255; // bytes
    private static final long MAX_TABLE = 1L << 30; // bytes
    private static final ObjectMapper JSON = new ObjectMapper();

    private StudentFile() {}

    /**
     * What a file says of itself before its table.
     *
     * @param name of the student
     * @param version of its training
     * @param dimension of its vectors
     * @param pieces subwords in its vocabulary
     * @param hashed rows for trigrams
     * @param fingerprint first digits of the SHA-256, in hex
     */
    public record Header(String name, int version, int dimension, int pieces, int hashed, String fingerprint) {

        /** Name, version and fingerprint: what an index is stamped with. */
        public String id() {
            return name + "/" + version + "-" + fingerprint;
        }
    }

    /** Writes a file whole or not at all. */
    public static void write(StudentModel model, Path file) throws IOException {
        byte[] content = content(model);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(part))) {
            out.write(MAGIC);
            out.write(sha256().digest(content));
            out.write(content);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] content(StudentModel model) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(model.bytes().length + (1 << 21));
        DataOutputStream out = new DataOutputStream(bytes);
        byte[] header = JSON.writeValueAsBytes(Map.of(
                "name", model.name(),
                "version", model.version(),
                "dimension", model.dimension(),
                "pieces", model.pieces().size(),
                "hashed", model.hashed()));
        out.writeInt(header.length);
        out.write(header);
        for (String piece : model.pieces()) {
            byte[] utf8 = piece.getBytes(StandardCharsets.UTF_8);
            if (utf8.length > MAX_PIECE) {
                throw new IllegalArgumentException(
                        "a piece has at most " + MAX_PIECE + " bytes, '" + piece + "' has " + utf8.length);
            }
            out.writeByte(utf8.length);
            out.write(utf8);
        }
        for (float scale : model.scales()) {
            out.writeFloat(scale);
        }
        out.write(model.bytes());
        return bytes.toByteArray();
    }

    /**
     * Reads the beginning of a file.
     *
     * @param source what to call it in messages
     * @throws NuriException when it is no such file
     */
    public static Header header(InputStream in, String source) {
        try {
            return header(new DataInputStream(in));
        } catch (IOException | IllegalArgumentException e) {
            throw corrupt(source, e);
        }
    }

    private static Header header(DataInputStream in) throws IOException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new IOException("it does not begin as one");
        }
        byte[] hash = new byte[HASH];
        in.readFully(hash);
        return header(in, HexFormat.of().formatHex(hash, 0, SHOWN));
    }

    private static Header header(DataInputStream in, String fingerprint) throws IOException {
        int length = in.readInt();
        if (length < 2 || length > MAX_HEADER) {
            throw new IOException("its header has " + length + " bytes");
        }
        byte[] header = new byte[length];
        in.readFully(header);
        JsonNode json = JSON.readTree(header);
        Header read = new Header(
                json.path("name").asText(),
                json.path("version").asInt(),
                json.path("dimension").asInt(),
                json.path("pieces").asInt(),
                json.path("hashed").asInt(),
                fingerprint);
        long rows = (long) read.pieces() + read.hashed();
        if (read.name().isBlank()
                || read.dimension() < 1
                || read.pieces() < 1
                || read.hashed() < 1
                || rows > MAX_TABLE / read.dimension()) {
            throw new IOException("its header names '" + read.name() + "' with " + read.pieces() + " pieces, "
                    + read.hashed() + " hashed rows and " + read.dimension() + " components");
        }
        return read;
    }

    /**
     * Reads a file whole and checks its hash.
     *
     * @param source what to call it in messages
     * @throws NuriException when it is damaged
     */
    public static StudentModel read(InputStream in, String source) {
        try {
            byte[] all = in.readAllBytes();
            DataInputStream data = new DataInputStream(new ByteArrayInputStream(all));
            byte[] magic = data.readNBytes(MAGIC.length);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new IOException("it does not begin as one");
            }
            byte[] hash = new byte[HASH];
            data.readFully(hash);
            MessageDigest digest = sha256();
            digest.update(all, MAGIC.length + HASH, all.length - MAGIC.length - HASH);
            if (!MessageDigest.isEqual(digest.digest(), hash)) {
                throw new IOException("its checksum does not match");
            }
            return table(data, header(data, ""));
        } catch (IOException | IllegalArgumentException e) {
            throw corrupt(source, e);
        }
    }

    private static StudentModel table(DataInputStream in, Header header) throws IOException {
        if (header.pieces() > in.available()) {
            throw new EOFException();
        }
        List<String> pieces = new ArrayList<>(header.pieces());
        for (int i = 0; i < header.pieces(); i++) {
            byte[] utf8 = new byte[in.readUnsignedByte()];
            in.readFully(utf8);
            pieces.add(new String(utf8, StandardCharsets.UTF_8));
        }
        int rows = header.pieces() + header.hashed();
        byte[] floats = new byte[rows * Float.BYTES];
        in.readFully(floats);
        float[] scales = new float[rows];
        ByteBuffer.wrap(floats).asFloatBuffer().get(scales);
        byte[] bytes = new byte[rows * header.dimension()];
        in.readFully(bytes);
        return new StudentModel(
                header.name(), header.version(), header.dimension(), pieces, header.hashed(), scales, bytes);
    }

    private static NuriException corrupt(String source, Exception e) {
        String reason = e instanceof EOFException ? "it ends too soon" : e.getMessage();
        return new NuriException(ErrorCode.CORRUPT, source + " is no student embedder: " + reason + ".", e);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
