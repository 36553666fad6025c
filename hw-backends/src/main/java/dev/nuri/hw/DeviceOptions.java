package dev.nuri.hw;

/**
 * How a device is to be opened. A backend ignores what does not concern it.
 *
 * @param threads host threads that kernels compute on, at least 1; a device with processors of its own ignores it
 */
public record DeviceOptions(int threads) {
    public DeviceOptions {
        if (threads < 1) {
            throw new BackendInputException("threads must be at least 1, got " + threads);
        }
    }

    /** As many threads as the machine runs at once. */
    public static DeviceOptions defaults() {
        return new DeviceOptions(Runtime.getRuntime().availableProcessors());
    }
}
