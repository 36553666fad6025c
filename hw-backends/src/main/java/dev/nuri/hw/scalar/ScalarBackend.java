package dev.nuri.hw.scalar;

import dev.nuri.hw.Backend;
import dev.nuri.hw.Device;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.hw.HostDevice;
import dev.nuri.hw.Op;
import dev.nuri.hw.TensorType;
import java.util.List;

/** Plain Java on one thread: slow, short, and the definition that every other backend is held to. */
public final class ScalarBackend implements Backend {
    private static final DeviceInfo PROCESSOR = HostDevice.processor("one thread");

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int preference() {
        return 0;
    }

    @Override
    public Availability probe() {
        return new Availability(true, "plain Java runs everywhere");
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(PROCESSOR);
    }

    @Override
    public boolean supports(Op op, TensorType type) {
        return new ScalarKernels().supports(op, type);
    }

    @Override
    public Device open(int index, DeviceOptions options) {
        return new HostDevice(devices().get(index), List.of(new ScalarKernels()), () -> {});
    }
}
