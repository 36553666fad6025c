package dev.nuri.indexer;

/**
 * Where a page, slide or sheet begins in a document's text.
 *
 * @param number 1-based
 * @param start first code unit
 */
public record PageStart(int number, int start) {}
