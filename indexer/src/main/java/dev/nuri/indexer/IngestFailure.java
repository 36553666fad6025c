package dev.nuri.indexer;

/**
 * Something that could not be indexed.
 *
 * @param path the file, URL or archive member as the user knows it
 * @param stage {@code scan}, {@code fetch}, {@code read}, {@code detect}, {@code parse}, {@code ocr}, {@code limit},
 *     {@code embed}, {@code quota} or {@code store}
 * @param reason one sentence
 */
public record IngestFailure(String path, String stage, String reason) {}
