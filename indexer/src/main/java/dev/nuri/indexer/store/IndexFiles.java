package dev.nuri.indexer.store;

import dev.nuri.indexer.log.LogFiles;
import java.io.IOException;
import java.util.Collection;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.ChecksumIndexInput;
import org.apache.lucene.store.Directory;

/** Checks the checksums of an index's files, which opening it does for few of them. */
final class IndexFiles {

    /**
     * An index up to this size is checked at each start, in about a quarter of a second when its files are in memory; a
     * larger one after an unclean end only.
     */
    private static final long ALWAYS_BYTES = 128L << 20;

    private IndexFiles() {}

    /**
     * Checks the files of the last commit at a start.
     *
     * @param log of the index; null for none. Something in it tells of an unclean end
     * @throws IOException naming the first damaged file
     */
    static void verifyAtStart(Directory directory, LogFiles log) throws IOException {
        if (!DirectoryReader.indexExists(directory)) {
            return;
        }
        SegmentInfos last = SegmentInfos.readLatestCommit(directory);
        Collection<String> files = last.files(true);
        boolean unclean =
                !StoreLog.isEmpty(log, CommitStamp.of(last.getUserData()).log());
        if (unclean || bytes(directory, files) <= ALWAYS_BYTES) {
            for (String file : files) {
                verify(directory, file);
            }
        }
    }

    private static long bytes(Directory directory, Collection<String> files) throws IOException {
        long bytes = 0;
        for (String file : files) {
            bytes += directory.fileLength(file);
        }
        return bytes;
    }

    /** Throws, naming the file, unless its checksum is that of its bytes. */
    static void verify(Directory directory, String file) throws IOException {
        try (ChecksumIndexInput in = directory.openChecksumInput(file)) {
            if (in.length() < CodecUtil.footerLength()) {
                throw new CorruptIndexException("it is too short", in);
            }
            in.seek(in.length() - CodecUtil.footerLength());
            CodecUtil.checkFooter(in);
        }
    }
}
