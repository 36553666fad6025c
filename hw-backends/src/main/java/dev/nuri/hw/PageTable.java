package dev.nuri.hw;

/**
 * Where the tokens of a batch find the positions of their sequences in a pool that sequences share: position p of
 * sequence s is row {@code pages[s][p / pageSize] * pageSize + p % pageSize} of the pool.
 *
 * @param pages I32 [S][N], page numbers; what no position of the call needs may hold anything
 * @param sequences I32 [T], the sequence of each token, in [0, S)
 * @param pageSize rows in a page, at least 1
 */
public record PageTable(Tensor pages, Tensor sequences, int pageSize) {
    public PageTable {
        Shapes.ids(pages, pages.rows(), pages.columns());
        Shapes.ids(sequences, 1, sequences.columns());
        Shapes.check(pageSize >= 1, "a page must have at least 1 row, has " + pageSize);
    }

    /** Positions that a sequence can have: more than fit in an int count as the greatest. */
    public int positions() {
        return (int) Math.min(Integer.MAX_VALUE, (long) pages.columns() * pageSize);
    }
}
