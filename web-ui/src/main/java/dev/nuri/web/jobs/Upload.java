package dev.nuri.web.jobs;

import java.nio.file.Path;

/**
 * A file as it was uploaded.
 *
 * @param file where its bytes are for now; moved away when a job takes it
 * @param name as the user knows it, without folders
 * @param sizeBytes its size
 */
public record Upload(Path file, String name, long sizeBytes) {}
