package dev.nuri.remote;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A model on a server, or on several that answer alike.
 *
 * @param bases at least one, each http or https, without a slash at its end, such as {@code http://localhost:8000/v1}
 * @param model name by which the servers know it
 * @param key sent as a bearer token; null for none
 */
public record ServerAddress(List<URI> bases, String model, String key) {

    public ServerAddress {
        bases = List.copyOf(bases);
    }

    /** A model on one server. */
    public ServerAddress(URI base, String model, String key) {
        this(List.of(base), model, key);
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return servers() + " (" + model + ")";
    }

    /** The servers as they are configured. */
    public String servers() {
        return bases.stream().map(URI::toString).collect(Collectors.joining(","));
    }
}
