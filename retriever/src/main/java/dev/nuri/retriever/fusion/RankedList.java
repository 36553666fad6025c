package dev.nuri.retriever.fusion;

import java.util.List;

/**
 * What one leg found.
 *
 * @param leg its name
 * @param items best first; each id once
 */
public record RankedList(String leg, List<Scored> items) {

    public RankedList {
        items = List.copyOf(items);
    }
}
