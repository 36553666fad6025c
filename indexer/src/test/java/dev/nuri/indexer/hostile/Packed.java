package dev.nuri.indexer.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZOutputFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** Archives and compressed files, made in memory. */
final class Packed {

    private static final byte[] BLOCK = new byte[1 << 16];

    static {
        Arrays.fill(BLOCK, (byte) 'a');
    }

    private Packed() {}

    /** Something that writes bytes. */
    @FunctionalInterface
    interface Writer {
        void to(OutputStream out) throws IOException;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] collected(Writer writer) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Writes the same letter so many times. */
    static Writer letters(long count) {
        return out -> {
            for (long left = count; left > 0; left -= BLOCK.length) {
                out.write(BLOCK, 0, (int) Math.min(left, BLOCK.length));
            }
        };
    }

    static byte[] zip(Map<String, Writer> members) {
        return collected(out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                zip.setLevel(Deflater.BEST_COMPRESSION);
                for (Map.Entry<String, Writer> member : members.entrySet()) {
                    zip.putNextEntry(new ZipEntry(member.getKey()));
                    member.getValue().to(zip);
                    zip.closeEntry();
                }
            }
        });
    }

    static byte[] gzip(Writer content) {
        return collected(out -> {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                content.to(gzip);
            }
        });
    }

    static byte[] bzip2(Writer content) {
        return collected(out -> {
            try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(out)) {
                content.to(bzip2);
            }
        });
    }

    static byte[] xz(Writer content) {
        return collected(out -> {
            try (XZCompressorOutputStream xz =
                    XZCompressorOutputStream.builder().setOutputStream(out).get()) {
                content.to(xz);
            }
        });
    }

    static byte[] sevenZ(String name, Writer content) {
        try (SeekableInMemoryByteChannel channel = new SeekableInMemoryByteChannel()) {
            try (SevenZOutputFile out = new SevenZOutputFile(channel)) {
                SevenZArchiveEntry entry = new SevenZArchiveEntry();
                entry.setName(name);
                entry.setLastModifiedTime(FileTime.fromMillis(0)); // Tika reads none without
                out.putArchiveEntry(entry);
                content.to(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        out.write(b);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int count) throws IOException {
                        out.write(bytes, from, count);
                    }
                });
                out.closeArchiveEntry();
            }
            return Arrays.copyOf(channel.array(), (int) channel.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] tar(Map<String, byte[]> members) {
        return collected(out -> {
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                for (Map.Entry<String, byte[]> member : members.entrySet()) {
                    TarArchiveEntry entry = new TarArchiveEntry(member.getKey(), true);
                    entry.setSize(member.getValue().length);
                    tar.putArchiveEntry(entry);
                    tar.write(member.getValue());
                    tar.closeArchiveEntry();
                }
            }
        });
    }

    /** A tar whose entry claims to be larger than the archive. */
    static byte[] tarThatPromises(long size) {
        byte[] tar = tar(Map.of("a.txt", bytes("short")));
        byte[] octal = bytes(String.format(Locale.ROOT, "%011o", size));
        System.arraycopy(octal, 0, tar, 124, octal.length);
        int sum = 0;
        Arrays.fill(tar, 148, 156, (byte) ' ');
        for (int i = 0; i < 512; i++) {
            sum += tar[i] & 0xFF;
        }
        System.arraycopy(bytes(String.format(Locale.ROOT, "%06o\0 ", sum)), 0, tar, 148, 8);
        return tar;
    }
}
