package dev.nuri.hw.nativecpu;

import dev.nuri.hw.Backend;
import dev.nuri.hw.BackendResourceException;
import dev.nuri.hw.Device;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.hw.HostDevice;
import dev.nuri.hw.Op;
import dev.nuri.hw.TensorType;
import dev.nuri.hw.scalar.ScalarKernels;
import java.util.List;

/**
 * C kernels, compiled from source for this very processor when they are first needed and kept for later starts. Where
 * there is no C compiler it says so and is passed over.
 */
public final class NativeBackend implements Backend {
    @Override
    public String name() {
        return "native";
    }

    @Override
    public int preference() {
        return 20;
    }

    @Override
    public Availability probe() {
        CLibrary.Found found = CLibrary.ofThisProcess();
        return new Availability(found.library() != null, found.reason());
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(
                HostDevice.processor(Runtime.getRuntime().availableProcessors() + " threads, " + probe().reason()));
    }

    @Override
    public boolean supports(Op op, TensorType type) {
        return NativeKernels.offers(op, type);
    }

    @Override
    public Device open(int index, DeviceOptions options) {
        CLibrary.Found found = CLibrary.ofThisProcess();
        if (found.library() == null) {
            throw new BackendResourceException(found.reason());
        }
        NativeKernels kernels = new NativeKernels(found.library(), options.threads());
        return new HostDevice(devices().get(index), List.of(kernels, new ScalarKernels()), kernels::close);
    }
}
