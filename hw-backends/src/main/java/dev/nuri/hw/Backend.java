package dev.nuri.hw;

import java.util.List;

/**
 * A way to compute, found by {@link java.util.ServiceLoader}. Providers must be cheap to make: nothing is touched
 * before {@link #probe}.
 */
public interface Backend {
    /** The name a user selects it by: lower-case, stable. */
    String name();

    /** Which backend an automatic choice prefers: the greatest number among those available. */
    int preference();

    /** Looks at the machine. Must not throw. */
    Availability probe();

    /** The devices there are; at least one if available. */
    List<DeviceInfo> devices();

    /** Whether kernels of this backend run {@code op} on {@code type}; what they do not, the device hands on. */
    boolean supports(Op op, TensorType type);

    /**
     * Opens a device.
     *
     * @param index position in {@link #devices}
     * @param options how
     * @throws BackendResourceException if it is not to be had now
     */
    Device open(int index, DeviceOptions options);

    /** Opens a device with the default options. */
    default Device open(int index) {
        return open(index, DeviceOptions.defaults());
    }

    /**
     * What a probe found.
     *
     * @param available whether the backend can be opened
     * @param reason why, in words for a person
     */
    record Availability(boolean available, String reason) {}

    /**
     * A device in words.
     *
     * @param name for people
     * @param memoryBytes memory its kernels can use in all
     */
    record DeviceInfo(String name, long memoryBytes) {}
}
