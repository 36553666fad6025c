package dev.nuri.moe.hub;

import java.net.URI;

/**
 * A file to fetch.
 *
 * @param name in the model's folder
 * @param uri where it is
 * @param bytes its size, or -1 when only the server will say
 * @param checksum what it must add up to, or null when only the server can say
 */
record RemoteFile(String name, URI uri, long bytes, Checksum checksum) {}
