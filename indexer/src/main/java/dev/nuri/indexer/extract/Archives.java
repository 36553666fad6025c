package dev.nuri.indexer.extract;

import java.util.Set;
import java.util.regex.Pattern;
import org.apache.tika.mime.MediaType;

/** Which types hold other files. */
final class Archives {

    private static final Set<String> ARCHIVES = Set.of(
            "application/zip",
            "application/java-archive",
            "application/x-7z-compressed",
            "application/x-tar",
            "application/x-gtar",
            "application/x-tika-unix-dump",
            "application/x-archive",
            "application/x-arj",
            "application/x-cpio",
            "application/x-rar-compressed",
            "application/x-java-pack200",
            "application/warc",
            "application/mbox",
            "application/vnd.ms-outlook-pst",
            "application/x-wacz",
            "multipart/appledouble",
            "application/applefile",
            "application/pkcs7-signature",
            "application/pkcs7-mime",
            "application/timestamped-data");
    private static final Set<String> COMPRESSORS = Set.of(
            "application/gzip",
            "application/gzip-compressed",
            "application/x-bzip",
            "application/x-bzip2",
            "application/x-xz",
            "application/x-lzma",
            "application/x-lz4-framed",
            "application/x-snappy-framed",
            "application/x-brotli",
            "application/x-compress",
            "application/zlib",
            "application/zstd",
            "application/deflate64",
            "application/x-snappy",
            "application/x-lz4-block");
    private static final Set<String> MESSAGES = Set.of(
            "application/vnd.ms-outlook",
            "application/vnd.ms-tnef",
            "application/ms-tnef",
            "application/x-tika-pst-mail-item");
    private static final Pattern COMPRESSED = Pattern.compile("(?i)(.+)\\.(gz|bz2?|xz|lzma|lz4|zst|z|sz|br)");
    private static final Pattern COMPRESSED_TAR = Pattern.compile("(?i)(.+)\\.(tgz|tbz2?|txz)");

    private Archives() {}

    static boolean isArchive(MediaType type) {
        return ARCHIVES.contains(type.toString()) || isCompressor(type);
    }

    /** A file compressed as it is, with no names inside. */
    static boolean isCompressor(MediaType type) {
        return COMPRESSORS.contains(type.toString());
    }

    static boolean isMessage(MediaType type) {
        return MESSAGES.contains(type.toString());
    }

    /** What to call what a compressed file holds: its name without the ending. */
    static String nameInside(String container) {
        String last = container.substring(container.lastIndexOf('/') + 1);
        if (COMPRESSED_TAR.matcher(last).matches()) {
            return COMPRESSED_TAR.matcher(last).replaceFirst("$1.tar");
        }
        if (COMPRESSED.matcher(last).matches()) {
            return COMPRESSED.matcher(last).replaceFirst("$1");
        }
        return last;
    }
}
