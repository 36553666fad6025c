package dev.nuri.web.api;

import java.time.Instant;

/**
 * Something that is not indexed though it was tried.
 *
 * @param collection where it would be
 * @param path the file, URL or archive member
 * @param stage where it failed
 * @param reason one sentence
 * @param tried when
 */
public record FailureView(String collection, String path, String stage, String reason, Instant tried) {}
