package dev.nuri.moe.cache;

import dev.nuri.hw.Device;
import dev.nuri.hw.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pool whose full pages outlive their sequence, so that a later one that begins with the same tokens finds them. For
 * one thread.
 */
public final class SharedPool implements AutoCloseable {
    private final KvPool pool;
    private final PrefixTree tree = new PrefixTree();

    /** A pool as {@link KvPool} has it. */
    public SharedPool(Device device, List<KvPool.LayerShape> layers, int pages, TensorType type) {
        this.pool = new KvPool(device, layers, pages, type);
    }

    /** A sequence with the pages it has on loan: first those it shares, then its own. */
    public static final class Lease {
        private final KvSequence sequence;
        private final List<PrefixTree.Node> shared;
        private final int reused;

        private Lease(KvSequence sequence, List<PrefixTree.Node> shared) {
            this.sequence = sequence;
            this.shared = shared;
            this.reused = sequence.position();
        }

        /** The positions; those found again count as filled. */
        public KvSequence sequence() {
            return sequence;
        }

        /** Positions found again. */
        public int reused() {
            return reused;
        }
    }

    /** Where the pages lie. */
    public KvPool pool() {
        return pool;
    }

    /**
     * Lends all pages a sequence will need.
     *
     * @param prompt its first tokens, at least one; the last one always remains to be run
     * @param capacity positions it may have, at least the prompt's
     * @param reuse whether pages of earlier sequences may be shared
     * @return empty if so many pages cannot be had now
     */
    public Optional<Lease> lease(int[] prompt, int capacity, boolean reuse) {
        List<PrefixTree.Node> shared =
                new ArrayList<>(tree.use(prompt, reuse ? (prompt.length - 1) / KvPool.PAGE_POSITIONS : 0));
        int missing = KvPool.pagesFor(capacity) - shared.size();
        if (pool.freePages() + tree.evictable() < missing) {
            tree.leave(shared);
            return Optional.empty();
        }
        while (pool.freePages() < missing) {
            pool.giveBack(tree.evict().orElseThrow());
        }
        int[] pages = new int[KvPool.pagesFor(capacity)];
        for (int i = 0; i < pages.length; i++) {
            pages[i] = i < shared.size() ? shared.get(i).page() : pool.take();
        }
        return Optional.of(new Lease(new KvSequence(pages, capacity, shared.size() * KvPool.PAGE_POSITIONS), shared));
    }

    /**
     * Lets later sequences find the pages that are full.
     *
     * @param tokens at least those of the filled positions
     */
    public void publish(Lease lease, int[] tokens) {
        int full = lease.sequence.position() / KvPool.PAGE_POSITIONS;
        for (int i = lease.shared.size(); i < full; i++) {
            int own = lease.sequence.page(i);
            PrefixTree.Node node =
                    tree.useOrAdd(lease.shared.isEmpty() ? null : lease.shared.getLast(), tokens, i, own);
            if (node.page() != own) { // another sequence was first with the same tokens
                lease.sequence.replacePage(i, node.page());
                pool.giveBack(own);
            }
            lease.shared.add(node);
        }
    }

    /** Takes a sequence's pages back; what was published stays until room is needed. */
    public void giveBack(Lease lease) {
        for (int i = lease.shared.size(); i < lease.sequence.pageCount(); i++) {
            pool.giveBack(lease.sequence.page(i));
        }
        tree.leave(lease.shared);
        lease.shared.clear();
    }

    /** Pages a new sequence could have: free ones, and those kept only to be found again. */
    public int availablePages() {
        return pool.freePages() + tree.evictable();
    }

    /** Pages that are kept to be found again, in use or not. */
    public int publishedPages() {
        return tree.size();
    }

    @Override
    public void close() {
        pool.close();
    }
}
