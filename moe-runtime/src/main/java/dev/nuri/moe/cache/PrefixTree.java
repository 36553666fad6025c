package dev.nuri.moe.cache;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Full pages found again by their tokens: a path from the root spells a sequence's beginning, one page of tokens a step.
 * What no sequence uses may be evicted, the least recently used first and never before what follows it. For one thread.
 */
final class PrefixTree {
    private final Node root = new Node(null, null, -1);
    private final TreeSet<Node> idleLeaves =
            new TreeSet<>(Comparator.comparingLong((Node node) -> node.lastUse).thenComparingInt(node -> node.page));
    private int size;
    private int used; // nodes that some sequence uses
    private long clock;

    /** One page. */
    static final class Node {
        private final Node parent;
        private final IntBuffer tokens;
        private final int page;
        private final Map<IntBuffer, Node> children = new HashMap<>();
        private int users;
        private long lastUse;

        Node(Node parent, IntBuffer tokens, int page) {
            this.parent = parent;
            this.tokens = tokens;
            this.page = page;
        }

        int page() {
            return page;
        }
    }

    /** Pages that spell the beginning of {@code tokens}, at most {@code most} of them; the caller uses them from now. */
    List<Node> use(int[] tokens, int most) {
        List<Node> path = new ArrayList<>();
        Node at = root;
        while (path.size() < most) {
            at = at.children.get(block(tokens, path.size()));
            if (at == null) {
                break;
            }
            path.add(at);
            use(at);
        }
        return path;
    }

    /**
     * The page after {@code before} (the root's if null) that holds page number {@code index} of {@code tokens}: one
     * that is there, or a new one with {@code page}. The caller uses it from now.
     */
    Node useOrAdd(Node before, int[] tokens, int index, int page) {
        Node parent = before == null ? root : before;
        Node node = parent.children.get(block(tokens, index));
        if (node == null) {
            node = new Node(parent, block(tokens, index), page);
            parent.children.put(node.tokens, node);
            idleLeaves.remove(parent);
            size++;
        }
        use(node);
        return node;
    }

    private static IntBuffer block(int[] tokens, int index) {
        int[] copy = new int[KvPool.PAGE_POSITIONS];
        System.arraycopy(tokens, index * copy.length, copy, 0, copy.length);
        return IntBuffer.wrap(copy);
    }

    private void use(Node node) {
        idleLeaves.remove(node);
        used += node.users == 0 ? 1 : 0;
        node.users++;
        node.lastUse = ++clock;
    }

    /** The caller uses a path no longer. */
    void leave(List<Node> path) {
        for (Node node : path.reversed()) {
            node.users--;
            if (node.users == 0) {
                used--;
                // Later pages of a path count as used earlier: they are worth less and must go first.
                node.lastUse = ++clock;
                offer(node);
            }
        }
    }

    private void offer(Node node) {
        if (node != root && node.users == 0 && node.children.isEmpty()) {
            idleLeaves.add(node);
        }
    }

    /** Pages that eviction could free. */
    int evictable() {
        return size - used;
    }

    /** Pages in the tree. */
    int size() {
        return size;
    }

    /** Forgets one page that nobody uses and gives it to the caller; empty if there is none. */
    OptionalInt evict() {
        Node node = idleLeaves.pollFirst();
        if (node == null) {
            return OptionalInt.empty();
        }
        node.parent.children.remove(node.tokens);
        size--;
        offer(node.parent);
        return OptionalInt.of(node.page);
    }
}
