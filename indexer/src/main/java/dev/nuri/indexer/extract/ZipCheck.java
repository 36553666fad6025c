package dev.nuri.indexer.extract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Compares the parts of a zip, and so of an Office or e-book file, with their checksums. Parsers do not: to them a
 * flipped bit that still unpacks is content.
 */
final class ZipCheck {

    private static final byte[] MAGIC = {'P', 'K', 3, 4};
    private static final int BUFFER = 1 << 16;

    private final boolean unlisted;
    private final Set<String> damaged;

    private ZipCheck(boolean unlisted, Set<String> damaged) {
        this.unlisted = unlisted;
        this.damaged = damaged;
    }

    /**
     * Checks a file; one that is no zip is not damaged.
     *
     * @param mostBytes unpacked bytes to look at: what is beyond is not checked
     */
    static ZipCheck of(Path file, long mostBytes) throws IOException {
        if (!isZip(file)) {
            return new ZipCheck(false, Set.of());
        }
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            return new ZipCheck(false, damaged(zip, mostBytes));
        } catch (IOException | RuntimeException e) {
            return new ZipCheck(true, Set.of());
        }
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    private static Set<String> damaged(ZipFile zip, long mostBytes) {
        Set<String> damaged = new HashSet<>();
        long left = mostBytes;
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            if (entry.isDirectory() || entry.getGeneralPurposeBit().usesEncryption() || !zip.canReadEntryData(entry)) {
                continue;
            }
            left -= Math.max(0, entry.getSize());
            if (left < 0) {
                break;
            }
            if (!matches(zip, entry)) {
                damaged.add(entry.getName());
            }
        }
        return damaged;
    }

    private static boolean matches(ZipFile zip, ZipArchiveEntry entry) {
        CRC32 sum = new CRC32();
        long size = 0;
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = zip.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0 && size <= entry.getSize(); n = in.read(buffer)) {
                sum.update(buffer, 0, n);
                size += n;
            }
        } catch (IOException | RuntimeException e) {
            return false;
        }
        return size == entry.getSize() && sum.getValue() == entry.getCrc();
    }

    /** Whether the member of this name differs from its checksum. */
    boolean isDamaged(String member) {
        return damaged.contains(member);
    }

    /** Tells of an archive whose members were read one after another, as far as there were any. */
    void report(Source archive, Job job) {
        if (unlisted) {
            job.sink()
                    .failure(
                            archive.member(),
                            "parse",
                            "The archive is damaged: the list of its members is broken, so that some may be missing.");
        }
    }

    /** Tells the reader of a document made of parts. */
    void warn(Draft draft) {
        if (unlisted) {
            draft.warn("The file is damaged: the list of its parts is broken, so that some of it may be missing.");
        } else if (!damaged.isEmpty()) {
            draft.warn("The file is damaged: " + damaged.size()
                    + (damaged.size() == 1 ? " of its parts differs" : " of its parts differ")
                    + " from the checksum, so that some of it may be wrong or missing.");
        }
    }
}
