package dev.nuri.hw.vector;

import dev.nuri.hw.Call;
import dev.nuri.hw.Device;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.hw.HostWeights;
import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.hw.Tensors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Runs what takes a model's time until it is compiled; {@link InlinedKernelsTest} starts it and reads what it prints. */
public final class HotKernels {
    private static final int SIZE = 512;
    private static final long NANOS_EACH = 400_000_000;

    private HotKernels() {}

    /** With an argument runs a kernel that boxes, instead. */
    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            boxing();
            return;
        }
        try (Device device = new VectorBackend().open(0, new DeviceOptions(1));
                Stream stream = device.newStream()) {
            for (TensorType type : List.of(
                    TensorType.Q4_0,
                    TensorType.Q8_0,
                    TensorType.Q4_1,
                    TensorType.Q4_K,
                    TensorType.Q6_K,
                    TensorType.MXFP4)) {
                for (int tokens : new int[] {1, 24}) {
                    products(device, stream, type, tokens);
                }
            }
        }
    }

    private static void products(Device device, Stream stream, TensorType type, int tokens) {
        MemorySegment bytes = Arena.ofAuto().allocate(type.bytes((long) SIZE * SIZE));
        Tensor weights = device.place(new HostWeights(bytes, type, SIZE, SIZE, 1, HostWeights.Residency.RESIDENT));
        Call call = new Call.MatMul(weights, Tensors.f32(1, tokens, SIZE, 1), Tensors.f32(1, tokens, SIZE));
        for (long start = System.nanoTime(); System.nanoTime() - start < NANOS_EACH; ) {
            stream.run(call);
        }
    }

    private static void boxing() {
        float[] a = new float[1 << 12];
        for (long start = System.nanoTime(); System.nanoTime() - start < 4 * NANOS_EACH; ) {
            doubled(FloatVector.SPECIES_256, a);
            doubled(FloatVector.SPECIES_128, a);
        }
    }

    /** Which species it is the compiler cannot know, so that it calls virtual methods and boxes their results. */
    private static void doubled(VectorSpecies<Float> species, float[] a) {
        for (int i = 0; i <= a.length - species.length(); i += species.length()) {
            FloatVector v = FloatVector.fromArray(species, a, i);
            v.add(v).intoArray(a, i);
        }
    }
}
