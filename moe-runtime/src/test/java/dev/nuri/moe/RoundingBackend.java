package dev.nuri.moe;

import dev.nuri.hw.Backend;
import dev.nuri.hw.Blocks;
import dev.nuri.hw.Call;
import dev.nuri.hw.Device;
import dev.nuri.hw.DeviceOptions;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.HostDevice;
import dev.nuri.hw.Kernels;
import dev.nuri.hw.Op;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import dev.nuri.hw.scalar.ScalarKernels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The scalar backend, but activations are rounded before products with weights as the runtime that made the golden
 * logits rounds them: to the weights' own precision if that is F16 or BF16, to 8 bits a block if they are quantised.
 * With that one difference removed the logits must agree almost to the last bit.
 */
public final class RoundingBackend implements Backend {
    static final String NAME = "rounding";

    private final Kernels scalar = new ScalarKernels();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int preference() {
        return -1;
    }

    @Override
    public Availability probe() {
        return new Availability(true, "for tests");
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(HostDevice.processor("rounding"));
    }

    @Override
    public boolean supports(Op op, TensorType type) {
        return scalar.supports(op, type);
    }

    @Override
    public Device open(int index, DeviceOptions options) {
        return new HostDevice(devices().getFirst(), List.of(new RoundingKernels()), () -> {});
    }

    private final class RoundingKernels implements Kernels {
        @Override
        public boolean supports(Op op, TensorType type) {
            return scalar.supports(op, type);
        }

        @Override
        public void run(Call call) {
            scalar.run(
                    switch (call) {
                        case Call.MatMul c -> new Call.MatMul(c.weights(), rounded(c.x(), c.type()), c.out());
                        case Call.HeadMatMul c -> new Call.HeadMatMul(c.weights(), rounded(c.x(), c.type()), c.out());
                        case Call.ExpertMatMul c ->
                            new Call.ExpertMatMul(c.weights(), rounded(c.x(), c.type()), c.ids(), c.out());
                        default -> call;
                    });
        }
    }

    private static Tensor rounded(Tensor x, TensorType weights) {
        float[] all = new float[x.columns() * x.allRows()];
        for (int i = 0; i < x.allRows(); i++) {
            long at = x.rowOffset(i / x.rows(), i % x.rows());
            Blocks.decode(TensorType.F32, HostBuffer.segmentOf(x), at, x.columns(), all, i * x.columns());
        }
        switch (weights) {
            case F32, I32 -> {}
            case F16 -> {
                for (int i = 0; i < all.length; i++) {
                    all[i] = Float.float16ToFloat(Float.floatToFloat16(all[i]));
                }
            }
            case BF16 -> {
                for (int i = 0; i < all.length; i++) {
                    int bits = Float.floatToRawIntBits(all[i]);
                    all[i] = Float.intBitsToFloat((bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000);
                }
            }
            case Q2_K, Q3_K, Q4_K, Q5_K, Q6_K -> roundBlocks(all, 256, false);
            case Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, MXFP4 -> roundBlocks(all, 32, true);
        }
        MemorySegment copy = MemorySegment.ofArray(new byte[4 * all.length]);
        MemorySegment.copy(all, 0, copy, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, all.length);
        return Tensor.of(HostBuffer.of(copy), 0, TensorType.F32, x.columns(), x.rows(), x.slices());
    }

    /** To whole multiples of the greatest magnitude / 127; the K types use the signed extreme, the others an F16 step. */
    private static void roundBlocks(float[] x, int block, boolean halfStep) {
        for (int b = 0; b < x.length; b += block) {
            float extreme = 0;
            for (int i = b; i < b + block; i++) {
                extreme = Math.abs(x[i]) > Math.abs(extreme) ? x[i] : extreme;
            }
            float inverse = halfStep ? 127 / Math.abs(extreme) : -127 / extreme;
            float step = halfStep ? Float.float16ToFloat(Float.floatToFloat16(Math.abs(extreme) / 127)) : 1 / inverse;
            for (int i = b; i < b + block && extreme != 0; i++) {
                x[i] = Math.min(127, (float) Math.rint(x[i] * inverse)) * step;
            }
        }
    }
}
