package dev.nuri.moe.cache;

/** The positions of one sequence: which pages of a pool they lie in, and how many are filled. For one thread. */
public final class KvSequence {
    private final int[] pages; // in the order of positions
    private final int capacity;
    private int position;

    /**
     * A sequence over pages that somebody else lends and takes back.
     *
     * @param pages enough for {@code capacity}
     * @param capacity positions it may have
     * @param position positions that are filled already
     */
    public KvSequence(int[] pages, int capacity, int position) {
        if (KvPool.pagesFor(capacity) > pages.length || position > capacity) {
            throw new IllegalArgumentException(
                    pages.length + " pages for " + capacity + " positions, " + position + " of them filled");
        }
        this.pages = pages.clone();
        this.capacity = capacity;
        this.position = position;
    }

    /** Pages it has. */
    public int pageCount() {
        return pages.length;
    }

    /** The number of the page at an index. */
    public int page(int index) {
        return pages[index];
    }

    /** Uses another page, of the same content, at an index. */
    void replacePage(int index, int page) {
        pages[index] = page;
    }

    /** Writes the page numbers, in the order of positions, to {@code out} from index {@code at} on. */
    public void copyPages(int[] out, int at) {
        System.arraycopy(pages, 0, out, at, pages.length);
    }

    /** The pool row of a position. */
    public int slot(int at) {
        return pages[at / KvPool.PAGE_POSITIONS] * KvPool.PAGE_POSITIONS + at % KvPool.PAGE_POSITIONS;
    }

    /** Positions filled: the next token's position. */
    public int position() {
        return position;
    }

    /** Positions it may have. */
    public int capacity() {
        return capacity;
    }

    /** Counts further positions as filled. */
    public void advance(int count) {
        move(position + count);
    }

    /** Forgets the positions from {@code to} on. */
    public void rewind(int to) {
        if (to > position) {
            throw new IllegalArgumentException("cannot rewind from " + position + " to " + to);
        }
        move(to);
    }

    private void move(int to) {
        if (to < 0 || to > capacity) {
            throw new IllegalArgumentException("position must be in [0, " + capacity + "], got " + to);
        }
        position = to;
    }
}
