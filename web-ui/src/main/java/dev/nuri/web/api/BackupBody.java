package dev.nuri.web.api;

/**
 * A backup that is asked for.
 *
 * @param file absolute path on the server's machine
 * @param base an earlier backup in the same folder; null for none
 */
public record BackupBody(String file, String base) {}
