package dev.nuri.hw.vector;

import dev.nuri.hw.Backend;
import dev.nuri.hw.Device;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.hw.HostDevice;
import dev.nuri.hw.Op;
import dev.nuri.hw.TensorType;
import dev.nuri.hw.ThreadTeam;
import dev.nuri.hw.scalar.ScalarKernels;
import java.util.List;

/** The processor's vector units through {@code jdk.incubator.vector}, on all its threads. Falls back to scalar. */
public final class VectorBackend implements Backend {
    private static final String MODULE = "jdk.incubator.vector";

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public int preference() {
        return 10;
    }

    @Override
    public Availability probe() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return new Availability(false, "start Java with --add-modules " + MODULE);
        }
        return new Availability(true, detail());
    }

    private static String detail() {
        return Runtime.getRuntime().availableProcessors() + " threads, vectors of " + Dot.bits() + " bits";
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(HostDevice.processor(detail()));
    }

    @Override
    public boolean supports(Op op, TensorType type) {
        return VectorKernels.offers(op, type);
    }

    @Override
    public Device open(int index, DeviceOptions options) {
        ThreadTeam team = new ThreadTeam("nuri-vector", options.threads());
        VectorKernels kernels = new VectorKernels(team);
        return new HostDevice(devices().get(index), List.of(kernels, new ScalarKernels()), () -> {
            team.close();
            kernels.close();
        });
    }
}
