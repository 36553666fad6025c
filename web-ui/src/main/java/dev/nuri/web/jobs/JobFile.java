package dev.nuri.web.jobs;

import com.fasterxml.jackson.core.JacksonException;
import dev.nuri.web.api.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The bytes of a job's record: a line {@code nuri-job 1 CRC32C LENGTH}, the checksum in eight hexadecimal digits and the
 * length in bytes both of what follows, then the job as JSON. Records of before 2026-11 have no such line and are read as
 * they are.
 */
final class JobFile {

    private static final int VERSION = 1;
    private static final Pattern HEAD = Pattern.compile("nuri-job ([1-9]\\d{0,8}) ([0-9a-f]{8}) (\\d{1,9})");

    private JobFile() {}

    static byte[] encode(Job job) throws IOException {
        byte[] json = Json.STRICT.writeValueAsBytes(job);
        String head = "nuri-job " + VERSION + " " + checksum(json) + " " + json.length + "\n";
        byte[] bytes = Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + json.length);
        System.arraycopy(json, 0, bytes, head.length(), json.length);
        return bytes;
    }

    /**
     * The job in {@code bytes}.
     *
     * @param file they come from
     * @throws IOException saying what is wrong with the file when they are no record
     */
    static Job decode(byte[] bytes, Path file) throws IOException {
        try {
            return Json.LENIENT.readValue(json(bytes, file), Job.class);
        } catch (JacksonException e) {
            throw new IOException(file + " is damaged (it is no job)", e);
        }
    }

    private static byte[] json(byte[] bytes, Path file) throws IOException {
        if (bytes.length > 0 && bytes[0] == '{') {
            return bytes;
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        Matcher head = HEAD.matcher(new String(bytes, 0, end, StandardCharsets.ISO_8859_1));
        if (!head.matches()) {
            throw new IOException(file + " is damaged in its first line");
        }
        if (Integer.parseInt(head.group(1)) > VERSION) {
            throw new IOException(file + " has format " + head.group(1) + " and this version of Nuri reads up to "
                    + VERSION + ": use the newer version that wrote it");
        }
        byte[] json = Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length);
        if (json.length != Integer.parseInt(head.group(3)) || !checksum(json).equals(head.group(2))) {
            throw new IOException(file + " is damaged (its checksum is not that of its bytes)");
        }
        return json;
    }

    private static String checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
