package dev.nuri.retriever;

/**
 * How often a cache had what was asked of it, since the start.
 *
 * @param cache {@code pages}, {@code queries} or {@code vectors}
 * @param hits it had it
 * @param misses it had not
 * @param evictions entries that left for want of room
 */
public record CacheFigures(String cache, long hits, long misses, long evictions) {}
