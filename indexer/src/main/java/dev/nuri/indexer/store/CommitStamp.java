package dev.nuri.indexer.store;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.FSDirectory;

/**
 * What a commit says of itself, kept as the commit's user data.
 *
 * @param format version of the fields and of how entries are stored; raised when either changes
 * @param generation grows by one with each commit that changed something
 * @param analysis fingerprint of the analyzers
 * @param embedder id of the embedder
 * @param dimension of its vectors, 0 for none
 * @param log number of the first segment of the log that this commit does not hold
 */
public record CommitStamp(int format, long generation, String analysis, String embedder, int dimension, long log) {

    /** Of what this version writes. */
    public static final int FORMAT = 7;

    /**
     * The oldest format whose entries are what this version writes, where no document has readers (since 6) and no
     * collection a quota (since 7): an index of it takes on the present format when it is opened for writing, so that
     * earlier versions, which show everyone everything or take whatever comes, do not open it any more.
     */
    private static final int SAME_ENTRIES = 5;

    /** The oldest format that is searched and written to as it is: what is missing since then finds nothing, no more. */
    private static final int OLDEST_SERVED = 3;

    static CommitStamp first(StoreSettings settings) {
        return new CommitStamp(FORMAT, 0, settings.analysis(), settings.embedder(), settings.dimension(), 1);
    }

    static CommitStamp of(Map<String, String> userData) {
        return new CommitStamp(
                Integer.parseInt(userData.getOrDefault("nuri.format", "0")),
                Long.parseLong(userData.getOrDefault("nuri.generation", "0")),
                userData.getOrDefault("nuri.analysis", ""),
                userData.getOrDefault("nuri.embedder", ""),
                Integer.parseInt(userData.getOrDefault("nuri.dimension", "0")),
                Long.parseLong(userData.getOrDefault("nuri.log", "1")));
    }

    Map<String, String> userData() {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("nuri.format", Integer.toString(format));
        data.put("nuri.generation", Long.toString(generation));
        data.put("nuri.analysis", analysis);
        data.put("nuri.embedder", embedder);
        data.put("nuri.dimension", Integer.toString(dimension));
        data.put("nuri.log", Long.toString(log));
        return data;
    }

    /**
     * The stamp of the index in a folder; empty when there is none, or one without entries, which takes on any settings.
     *
     * @throws NuriException CORRUPT, naming the file, when it is damaged
     */
    public static Optional<CommitStamp> read(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (FSDirectory directory = FSDirectory.open(folder)) {
            if (!DirectoryReader.indexExists(directory)) {
                return Optional.empty();
            }
            SegmentInfos segments = SegmentInfos.readLatestCommit(directory);
            CommitStamp stamp = of(segments.getUserData());
            boolean empty = segments.asList().stream().allMatch(s -> s.getDelCount() == s.info.maxDoc())
                    && StoreLog.isEmpty(StoreLog.files(folder), stamp.log());
            return empty ? Optional.empty() : Optional.of(stamp);
        } catch (IOException e) {
            throw StoreErrors.of("open", folder.toString(), e);
        }
    }

    /** Whether an index with this stamp can be searched and written to, though not as {@code settings} would build it. */
    public boolean isServiceable(StoreSettings settings) {
        return format >= OLDEST_SERVED && format <= FORMAT && change(settings) != null;
    }

    /** Whether its vectors are those of {@code settings}' embedder. */
    public boolean isOfEmbedder(StoreSettings settings) {
        return embedder.equals(settings.embedder()) && dimension == settings.dimension();
    }

    /** What is different about an index built with {@code settings}, as a clause; null when nothing is. */
    public String change(StoreSettings settings) {
        if (format < Math.min(settings.format(), SAME_ENTRIES)) {
            return "The index has format " + format + " and this version of Nuri writes " + settings.format();
        }
        if (!analysis.equals(settings.analysis())) {
            return "The index was built with other text analyzers (" + analysis + ", now " + settings.analysis() + ")";
        }
        if (!isOfEmbedder(settings)) {
            return "The index was built with embedder " + embedder + " of dimension " + dimension
                    + " and the present one is " + settings.embedder() + " of dimension " + settings.dimension();
        }
        return null;
    }

    /** The format that an index with this stamp has once it was opened for writing. */
    int formatWritten() {
        return format >= SAME_ENTRIES ? FORMAT : format;
    }

    /** The stamp of an index that took on another format. */
    CommitStamp as(int otherFormat) {
        return new CommitStamp(otherFormat, generation, analysis, embedder, dimension, log);
    }

    /** The stamp of another commit of the same index. */
    CommitStamp at(long otherGeneration, long otherLog) {
        return new CommitStamp(format, otherGeneration, analysis, embedder, dimension, otherLog);
    }

    /** Throws when an index with this stamp cannot be used with {@code settings}. */
    public void require(StoreSettings settings) {
        if (format > FORMAT) {
            throw conflict("The index has format " + format + " and this version of Nuri reads up to " + FORMAT
                    + ": use the newer version that wrote it, or rebuild it with `nuri reindex`.");
        }
        String change = change(settings);
        if (change != null) {
            boolean onlyEmbedder = format == settings.format() && analysis.equals(settings.analysis());
            String back = onlyEmbedder ? "set nuri.embedder back or " : "";
            throw conflict(change + ": " + back + "rebuild it with `nuri reindex`.");
        }
    }

    private static NuriException conflict(String message) {
        return new NuriException(ErrorCode.CONFLICT, message);
    }
}
