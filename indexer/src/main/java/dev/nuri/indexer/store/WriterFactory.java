package dev.nuri.indexer.store;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.log.LogFiles;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.NormsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.KeepOnlyLastCommitDeletionPolicy;
import org.apache.lucene.index.SnapshotDeletionPolicy;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/** Opens the index for writing, which takes the lock of its folder. */
final class WriterFactory {

    static final Similarity SIMILARITY = new BM25Similarity();

    /** Entries held in memory before they are flushed: large enough for few segments, small enough for a 512 MB heap. */
    private static final double BUFFER_MB = 48;

    private WriterFactory() {}

    /**
     * Opens the index, which is made if the folder has none. Nothing is changed when it throws.
     *
     * @param log of the index; null when it has none
     */
    static IndexWriter open(Directory directory, StoreSettings settings, LogFiles log) throws IOException {
        boolean exists = DirectoryReader.indexExists(directory);
        if (!exists) {
            requireNoRemains(directory);
        }
        IndexWriter writer = new IndexWriter(directory, config(settings.analyzer(), exists));
        try {
            if (exists) {
                adopt(writer, settings, log);
            } else {
                stamp(writer, CommitStamp.first(settings));
            }
            return writer;
        } catch (IOException | RuntimeException e) {
            writer.rollback();
            throw e;
        }
    }

    /** An index without entries takes on any settings; one with entries or a log must have been built with the same. */
    private static void adopt(IndexWriter writer, StoreSettings settings, LogFiles log) throws IOException {
        CommitStamp stamp = stamp(writer);
        boolean reusable = writer.getDocStats().numDocs == 0
                && StoreLog.isEmpty(log, stamp.log())
                && stamp.format() <= CommitStamp.FORMAT;
        if (!reusable) {
            stamp.require(settings);
            if (stamp.format() < settings.format()) {
                stamp(writer, stamp.as(settings.format()));
            }
        } else {
            CommitStamp now = CommitStamp.first(settings).at(stamp.generation(), stamp.log());
            if (!now.equals(stamp)) {
                stamp(writer, now);
            }
        }
    }

    /** Keeps the files of the commits that are held. */
    static SnapshotDeletionPolicy deletions(IndexWriter writer) {
        return (SnapshotDeletionPolicy) writer.getConfig().getIndexDeletionPolicy();
    }

    static CommitStamp stamp(IndexWriter writer) {
        Map<String, String> data = new HashMap<>();
        writer.getLiveCommitData().forEach(e -> data.put(e.getKey(), e.getValue()));
        return CommitStamp.of(data);
    }

    private static void stamp(IndexWriter writer, CommitStamp stamp) throws IOException {
        writer.setLiveCommitData(stamp.userData().entrySet());
        writer.commit();
    }

    /** The first commit comes before any entry, so entries without a commit are what is left of a damaged index. */
    static void requireNoRemains(Directory directory) throws IOException {
        for (String file : directory.listAll()) {
            if (file.startsWith("_")
                    && IndexFileNames.CODEC_FILE_PATTERN.matcher(file).matches()) {
                throw new NuriException(
                        ErrorCode.CORRUPT,
                        "The index in " + directory + " has " + file
                                + " but no list of segments (segments_N): restore a backup, or remove the folder and"
                                + " index again.");
            }
        }
    }

    private static IndexWriterConfig config(Analyzer analyzer, boolean exists) {
        IndexWriterConfig config = new IndexWriterConfig(analyzer);
        config.setOpenMode(exists ? OpenMode.APPEND : OpenMode.CREATE);
        config.setSimilarity(SIMILARITY);
        config.setCodec(codec());
        config.setRAMBufferSizeMB(BUFFER_MB);
        config.setCommitOnClose(false);
        config.setIndexDeletionPolicy(new SnapshotDeletionPolicy(new KeepOnlyLastCommitDeletionPolicy()));
        return config;
    }

    /**
     * Lucene's codec with vectors as unsigned bytes in an HNSW graph: a quarter of the memory that a search touches,
     * which at a million passages is what keeps it fast on a laptop, while the full vectors stay on disk for merges,
     * so that errors do not add up. The name of the codec is Lucene's own, so any reader opens it.
     */
    static Codec codec() {
        KnnVectorsFormat vectors = new Lucene104HnswScalarQuantizedVectorsFormat(ScalarEncoding.UNSIGNED_BYTE, 16, 100);
        Codec files = new Lucene104Codec(Lucene104Codec.Mode.BEST_SPEED) {
            @Override
            public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                return vectors;
            }
        };
        NormsFormat norms = new ArrayNormsFormat(files.normsFormat());
        return new FilterCodec(files.getName(), files) {
            @Override
            public NormsFormat normsFormat() {
                return norms;
            }
        };
    }
}
