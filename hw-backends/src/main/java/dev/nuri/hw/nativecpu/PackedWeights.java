package dev.nuri.hw.nativecpu;

import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.HostWeights;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.ThreadTeam;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Weights as given and, once a few tokens at a time meet them, the same eight rows side by side ({@code packed.h}), in parts of some rows of
 * a slice. What is packed is not read again as given, so the pages of its mapping are let go: memory holds the weights
 * once, and experts nobody chooses hardly at all.
 */
final class PackedWeights extends HostBuffer {
    private static final int ROWS = 8;

    /** About this many bytes to a part, so that several threads pack a matrix. */
    private static final long PART_BYTES = 256 << 10;

    private final CLibrary library;
    private final HostWeights weights;
    private final long groupBytes; // of eight rows
    private final int partRows; // a multiple of 8
    private final int partsPerSlice;
    private final BitSet done = new BitSet(); // [slices * partsPerSlice]
    private final long size;
    private MemorySegment packed; // taken at first use

    /** @param groupBytes bytes of eight rows packed */
    PackedWeights(CLibrary library, HostWeights weights, long groupBytes) {
        super(weights.bytes());
        this.library = library;
        this.weights = weights;
        this.groupBytes = groupBytes;
        this.partRows = Math.clamp(PART_BYTES / groupBytes * ROWS, ROWS, 1 << 20);
        this.partsPerSlice = (weights.rows() + partRows - 1) / partRows;
        this.size = Math.multiplyExact(sliceBytes(), weights.slices());
    }

    /** The packed form of a tensor, or null if it has none: it was placed elsewhere, or is a view of other rows. */
    static PackedWeights of(Tensor tensor) {
        boolean whole = tensor.buffer() instanceof PackedWeights packed
                && tensor.columns() == packed.weights.columns()
                && tensor.rows() == packed.weights.rows()
                && tensor.offset() % tensor.sliceBytes() == 0
                && tensor.sliceBytes() == packed.weights.type().bytes(tensor.columns()) * tensor.rows();
        return whole ? (PackedWeights) tensor.buffer() : null;
    }

    long groupBytes() {
        return groupBytes;
    }

    /** Where slice {@code slice} of a tensor over this lies in {@link #bytes}. */
    long sliceAt(Tensor tensor, int slice) {
        return (firstSlice(tensor) + slice) * sliceBytes();
    }

    /** The packed bytes; what was not asked for by {@link #ensure} is zeros. */
    MemorySegment bytes() {
        return packed;
    }

    /** Packs those slices of a tensor over this that are not yet; one caller at a time. */
    void ensure(ThreadTeam team, Tensor tensor, int[] slices) {
        if (has(tensor, slices)) {
            return;
        }
        if (packed == null) {
            packed = library.reserve(size);
        }
        int[] missing = IntStream.of(slices)
                .map(slice -> (firstSlice(tensor) + slice) * partsPerSlice)
                .flatMap(part -> IntStream.range(part, part + partsPerSlice))
                .filter(part -> !done.get(part))
                .toArray();
        team.run(missing.length, (thread, item) -> pack(missing[item]));
        IntStream.of(missing).forEach(done::set);
    }

    /** Whether all of some slices of a tensor over this is packed. */
    boolean has(Tensor tensor, int[] slices) {
        int first = firstSlice(tensor);
        for (int slice : slices) {
            int part = (first + slice) * partsPerSlice;
            if (done.nextClearBit(part) < part + partsPerSlice) {
                return false;
            }
        }
        return true;
    }

    private void pack(int part) {
        int slice = part / partsPerSlice;
        int first = part % partsPerSlice * partRows;
        int rows = Math.min(partRows, weights.rows() - first);
        long rowBytes = weights.type().bytes(weights.columns());
        MemorySegment from =
                weights.bytes().asSlice(((long) slice * weights.rows() + first) * rowBytes, rows * rowBytes);
        MemorySegment to = packed.asSlice(slice * sliceBytes() + first / ROWS * groupBytes);
        library.pack(from, to, Plan.code(weights.type()), weights.columns(), rows);
        if (from.isMapped()) {
            from.unload();
        }
    }

    private static int firstSlice(Tensor tensor) {
        return Math.toIntExact(tensor.offset() / tensor.sliceBytes());
    }

    private long sliceBytes() {
        return (weights.rows() + ROWS - 1L) / ROWS * groupBytes;
    }

    @Override
    public void close() {
        if (packed != null) {
            library.release(packed);
            packed = null;
        }
        super.close();
    }
}
