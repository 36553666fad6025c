package dev.nuri.hw.opencl;

import dev.nuri.hw.Backend;
import dev.nuri.hw.BackendException;
import dev.nuri.hw.BackendInputException;
import dev.nuri.hw.BackendResourceException;
import dev.nuri.hw.Device;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.hw.Op;
import dev.nuri.hw.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every op on any OpenCL 1.2 device, through the loader that the machine has. A graphics processor is preferred to all
 * else; on the machine's own processor it is slower than every other backend and only shows that it is right.
 */
public final class OpenClBackend implements Backend {
    private static final int FIRST = 50;
    private static final int LAST = -10;

    /** Where Linux systems list the drivers that the loader is to load. */
    private static final Path DRIVERS = Path.of("/etc/OpenCL/vendors");

    /**
     * What looking for devices found.
     *
     * @param cl null if there is no loader
     * @param devices none if there is no loader or no device
     * @param reason in words for a person
     */
    private record Found(Cl cl, List<ClHardware> devices, String reason) {}

    private static final class Holder {
        static final Found FOUND = find();
    }

    private static Found find() {
        Cl cl;
        try {
            cl = Cl.load();
        } catch (IllegalArgumentException | UnsatisfiedLinkError e) {
            return new Found(null, List.of(), "there is no OpenCL loader, libOpenCL.so.1, on this machine");
        }
        try {
            List<ClHardware> devices = ClHardware.all(cl);
            String names = devices.stream().map(ClHardware::name).collect(Collectors.joining(", "));
            return new Found(cl, devices, devices.isEmpty() ? "the OpenCL loader finds no device" : names);
        } catch (BackendException e) {
            return new Found(cl, List.of(), "the OpenCL loader finds no device: " + e.getMessage());
        }
    }

    @Override
    public String name() {
        return "opencl";
    }

    /** Looks for devices only where a driver other than PoCL's is installed: loading that one takes a while. */
    @Override
    public int preference() {
        if (!hasDriverOfHardware()) {
            return LAST;
        }
        List<ClHardware> devices = Holder.FOUND.devices;
        return devices.isEmpty() || devices.getFirst().isProcessor() ? LAST : FIRST;
    }

    private static boolean hasDriverOfHardware() {
        if (!Files.isDirectory(DRIVERS)) {
            return true; // another kind of system: the loader must tell
        }
        try (Stream<Path> files = Files.list(DRIVERS)) {
            return files.anyMatch(file -> !file.getFileName().toString().startsWith("pocl"));
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public Availability probe() {
        return new Availability(!Holder.FOUND.devices.isEmpty(), Holder.FOUND.reason);
    }

    @Override
    public List<DeviceInfo> devices() {
        return Holder.FOUND.devices.stream()
                .map(device -> new DeviceInfo(device.name(), device.memoryBytes()))
                .toList();
    }

    @Override
    public boolean supports(Op op, TensorType type) {
        return switch (op) {
            case GET_ROWS, MATMUL, HEAD_MATMUL, EXPERT_MATMUL -> type != TensorType.I32;
            case COPY -> !type.isQuantised() && type != TensorType.I32;
            case STORE_ROWS, ATTENTION ->
                type == TensorType.F32 || type == TensorType.F16 || type == TensorType.BF16 || type == TensorType.Q8_0;
            default -> type == TensorType.F32;
        };
    }

    @Override
    public Device open(int index, DeviceOptions options) {
        List<ClHardware> devices = Holder.FOUND.devices;
        if (devices.isEmpty()) {
            throw new BackendResourceException(Holder.FOUND.reason);
        }
        if (index < 0 || index >= devices.size()) {
            throw new BackendInputException("device must be in [0, " + devices.size() + "), got " + index);
        }
        return new ClDevice(Holder.FOUND.cl, devices.get(index));
    }

    /** Objects of all devices that are not yet released. */
    static int liveObjects() {
        return Holder.FOUND.cl.live();
    }
}
