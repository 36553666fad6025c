package dev.nuri.indexer.extract;

import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.RowGroupPredicate;
import dev.nuri.indexer.FilePart;
import java.util.List;

/**
 * The rows of a part of a Parquet file: those that would lie in its bytes if all rows of a row group were equally long. So
 * each row is in one part, and a file of one large group has parts too, though what is before them in the group is unpacked
 * in vain.
 *
 * @param groups the row groups to read; null for all of the file
 * @param before rows of the groups before those
 * @param from the first row of the part, counted from 0 over the file
 * @param to behind the last
 */
record ParquetRows(RowGroupPredicate groups, long before, long from, long to) {

    /** The rows of a part; of the file when {@code part} is null. */
    static ParquetRows of(List<RowGroup> groups, FilePart part) {
        if (part == null) {
            return new ParquetRows(null, 0, 0, Long.MAX_VALUE);
        }
        long from = rowsUntil(part.from(), groups);
        long to = rowsUntil(part.to(), groups);
        long before = 0;
        long passed = 0;
        long first = Long.MAX_VALUE;
        long last = 0;
        for (RowGroup group : groups) {
            long end = passed + group.numRows();
            if (end <= from) {
                before = end;
            } else if (passed < to) {
                first = Math.min(first, middle(group));
                last = Math.max(last, middle(group));
            }
            passed = end;
        }
        return new ParquetRows(RowGroupPredicate.byteRange(Math.min(first, last), last + 1), before, from, to);
    }

    boolean isPart() {
        return groups != null;
    }

    /** How many rows lie before a byte. */
    private static long rowsUntil(long at, List<RowGroup> groups) {
        long rows = 0;
        for (RowGroup group : groups) {
            double share = (at - start(group)) / (double) Math.max(1, size(group));
            rows += (long) (group.numRows() * Math.clamp(share, 0, 1));
        }
        return rows;
    }

    private static long start(RowGroup group) {
        return group.columns().getFirst().chunkStartOffset();
    }

    private static long middle(RowGroup group) {
        return start(group) + size(group) / 2;
    }

    private static long size(RowGroup group) {
        return group.columns().stream()
                .mapToLong(chunk -> chunk.metaData().totalCompressedSize())
                .sum();
    }
}
