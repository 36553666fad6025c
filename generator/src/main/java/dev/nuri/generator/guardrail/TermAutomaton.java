package dev.nuri.generator.guardrail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Finds every occurrence of many terms in one pass (Aho and Corasick, "Efficient string matching: an aid to bibliographic
 * search", 1975). Written here and not taken from a library because matches are needed on code units of folded text,
 * from which an offset map leads back.
 *
 * @param <T> what a term stands for
 */
final class TermAutomaton<T> {

    private static final class Node<T> {
        private final Map<Character, Node<T>> next = new HashMap<>();
        private Node<T> fallback;
        private Node<T> shorter;
        private String term;
        private T value;
    }

    /**
     * A term found.
     *
     * @param start first code unit
     * @param end one past the last
     */
    record Occurrence(int start, int end) {}

    private final Node<T> root = new Node<>();
    private int longest;

    /** Adds a term; of equal terms the first counts. Not to be called after {@link #finish}. */
    void add(String term, T value) {
        Node<T> node = root;
        for (int i = 0; i < term.length(); i++) {
            node = node.next.computeIfAbsent(term.charAt(i), c -> new Node<>());
        }
        if (node.term == null) {
            node.term = term;
            node.value = value;
            longest = Math.max(longest, term.length());
        }
    }

    /** Links each node to the longest proper suffix that is also in the tree. */
    TermAutomaton<T> finish() {
        ArrayDeque<Node<T>> queue = new ArrayDeque<>();
        root.fallback = root;
        for (Node<T> child : root.next.values()) {
            child.fallback = root;
            queue.add(child);
        }
        while (!queue.isEmpty()) {
            Node<T> node = queue.poll();
            node.shorter = node.fallback.term != null ? node.fallback : node.fallback.shorter;
            List<Map.Entry<Character, Node<T>>> children = new ArrayList<>(node.next.entrySet());
            for (Map.Entry<Character, Node<T>> child : children) {
                child.getValue().fallback = step(node.fallback, child.getKey());
                queue.add(child.getValue());
            }
        }
        return this;
    }

    private Node<T> step(Node<T> from, char c) {
        Node<T> node = from;
        while (true) {
            Node<T> next = node.next.get(c);
            if (next != null) {
                return next;
            }
            if (node == root) {
                return root;
            }
            node = node.fallback;
        }
    }

    /** Tells every occurrence, by where it ends. */
    void search(String text, BiConsumer<Occurrence, T> found) {
        if (longest == 0) {
            return;
        }
        Node<T> node = root;
        for (int i = 0; i < text.length(); i++) {
            node = step(node, text.charAt(i));
            for (Node<T> hit = node.term != null ? node : node.shorter; hit != null; hit = hit.shorter) {
                found.accept(new Occurrence(i + 1 - hit.term.length(), i + 1), hit.value);
            }
        }
    }
}
