package dev.nuri.web.api;

import java.util.List;

/**
 * A page of what failed.
 *
 * @param failures by collection and path
 * @param total failures in the whole list
 * @param offset 0-based place of the first one here
 */
public record FailuresView(List<FailureView> failures, long total, int offset) {}
