package dev.nuri.indexer.store;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.log.LogDamage;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.store.LockObtainFailedException;

/** Turns what Lucene throws into errors a user can act on. */
final class StoreErrors {

    /** What to do about a damaged log. */
    static final String LOG_WAY_OUT =
            "restore a backup with `nuri restore`, or remove that file to go on without the last"
                    + " writes and index again";

    private StoreErrors() {}

    /** The error for {@code e}, met while {@code doing} something in {@code folder}. */
    static NuriException of(String doing, String folder, Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            NuriException known = known(folder, cause);
            if (known != null) {
                return known;
            }
        }
        return new NuriException(
                ErrorCode.INTERNAL, "Could not " + doing + " the index in " + folder + ": " + reason(e) + ".", e);
    }

    private static NuriException known(String folder, Throwable e) {
        return switch (e) {
            case NuriException already -> already;
            case LockObtainFailedException _ ->
                new NuriException(
                        ErrorCode.CONFLICT,
                        "The data folder " + folder + " is in use by another Nuri process: stop it or use --data-dir.",
                        e);
            case LogDamage damage ->
                new NuriException(ErrorCode.CORRUPT, damage.getMessage() + ": " + LOG_WAY_OUT + ".", e);
            case CorruptIndexException corrupt -> corrupt(folder, corrupt.getResourceDescription(), e);
            case NoSuchFileException missing -> corrupt(folder, missing.getFile() + " (missing)", e);
            case FileNotFoundException missing -> corrupt(folder, missing.getMessage() + " (missing)", e);
            case EOFException cut -> corrupt(folder, cut.getMessage(), e);
            case IndexFormatTooNewException _ ->
                new NuriException(
                        ErrorCode.CONFLICT,
                        "The index in " + folder + " was written by a newer version of Nuri: use that version.",
                        e);
            case IndexFormatTooOldException _ ->
                new NuriException(
                        ErrorCode.CONFLICT,
                        "The index in " + folder
                                + " was written by a version of Nuri too old to read: remove the folder and index"
                                + " again.",
                        e);
            case IOException full when isDiskFull(full) -> diskFull(folder, e);
            default -> null;
        };
    }

    static NuriException diskFull(String folder, Throwable cause) {
        return new NuriException(
                ErrorCode.DISK_FULL,
                "The disk holding " + folder + " is full: make room and try again; what was committed is safe.",
                cause);
    }

    private static NuriException corrupt(String folder, String resource, Throwable cause) {
        return new NuriException(
                ErrorCode.CORRUPT,
                "The index in " + folder + " is damaged at " + resource + ": " + IndexChecker.WAY_OUT + ".",
                cause);
    }

    /** The JDK has no exception of its own for a full disk; these are the systems' own words. */
    private static boolean isDiskFull(IOException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left")
                || message.contains("not enough space")
                || message.contains("disk full")
                || message.contains("quota exceeded");
    }

    private static String reason(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    }
}
