package dev.nuri.indexer;

import java.nio.file.Path;
import java.util.List;

/** The files of an index and the originals beside it, which stay as they are until this is closed. */
public interface HeldFiles extends AutoCloseable {

    /** Every file, below the data folder. */
    List<Path> files();

    @Override
    void close();
}
