package dev.nuri.web.api;

/**
 * A backup that was made.
 *
 * @param file where it is
 * @param files of the data folder in it
 * @param stored of these, those whose bytes it holds itself; the others are in its base
 * @param dataBytes of all files
 * @param fileBytes of the backup
 * @param seconds it took
 */
public record BackupView(String file, long files, long stored, long dataBytes, long fileBytes, double seconds) {}
