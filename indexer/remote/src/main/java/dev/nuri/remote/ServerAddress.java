package dev.nuri.remote;

import java.net.URI;

/**
 * A model on a server.
 *
 * @param base http or https, without a slash at its end, such as {@code http://localhost:8000/v1}
 * @param model name by which the server knows it
 * @param key sent as a bearer token; null for none
 */
public record ServerAddress(URI base, String model, String key) {

    /** Leaves the key out. */
    @Override
    public String toString() {
        return base + " (" + model + ")";
    }
}
