package dev.nuri.hw.vector;

import dev.nuri.hw.BackendResourceException;
import dev.nuri.hw.HostBuffer;
import dev.nuri.hw.HostWeights;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.ThreadTeam;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Weights as given and, made at first use, the same in their {@link PackedLayout}, in parts of some rows of a slice. What
 * is packed is not read again as given, so the pages of its mapping are let go: memory holds the weights once, and
 * experts nobody chooses not at all.
 */
final class PackedWeights extends HostBuffer {
    /** About this many bytes to a part, so that several threads pack a matrix. */
    private static final long PART_BYTES = 1 << 20;

    private static final long CACHE_LINE = 64;

    private final HostWeights weights;
    private final Packer packer;
    private final int partRows; // a multiple of 16
    private final int partsPerSlice;
    private final MemorySegment[] parts; // [slices * partsPerSlice], null until packed
    private final Arena arena = Arena.ofShared();

    PackedWeights(HostWeights weights) {
        super(weights.bytes());
        this.weights = weights;
        this.packer = new Packer(weights.type(), weights.columns());
        long rowBytes = weights.type().bytes(weights.columns());
        this.partRows = Math.clamp(PART_BYTES / rowBytes / 16 * 16, 16, 1 << 20);
        this.partsPerSlice = (weights.rows() + partRows - 1) / partRows;
        this.parts = new MemorySegment[Math.multiplyExact(partsPerSlice, weights.slices())];
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

    /** The slice at which a view begins. */
    static int firstSlice(Tensor tensor) {
        return Math.toIntExact(tensor.offset() / tensor.sliceBytes());
    }

    int partRows() {
        return partRows;
    }

    PackedLayout layout() {
        return PackedLayout.of(weights.type());
    }

    HostWeights weights() {
        return weights;
    }

    /** The part that has row {@code row} of a slice; packed before. */
    MemorySegment part(int slice, int row) {
        return parts[slice * partsPerSlice + row / partRows];
    }

    /** Where in its part the group of 8 rows that begins with {@code row} lies. */
    long groupAt(int row) {
        return row % partRows / PackedLayout.ROWS * packer.groupBytes();
    }

    /** Packs those slices that are not yet; one caller at a time. */
    void ensure(ThreadTeam team, int[] slices, int count) {
        List<Integer> missing = new ArrayList<>(0);
        for (int i = 0; i < count; i++) {
            for (int p = slices[i] * partsPerSlice; p < (slices[i] + 1) * partsPerSlice; p++) {
                if (parts[p] == null) {
                    missing.add(p);
                }
            }
        }
        if (!missing.isEmpty()) {
            team.run(missing.size(), (thread, item) -> pack(missing.get(item)));
        }
    }

    private void pack(int part) {
        int first = part % partsPerSlice * partRows;
        int rows = Math.min(partRows, weights.rows() - first);
        long rowBytes = weights.type().bytes(weights.columns());
        long at = ((long) (part / partsPerSlice) * weights.rows() + first) * rowBytes;
        MemorySegment from = weights.bytes().asSlice(at, rows * rowBytes);
        MemorySegment to = memory((rows + PackedLayout.ROWS - 1) / PackedLayout.ROWS * packer.groupBytes());
        packer.pack(from, rows, to);
        parts[part] = to;
        if (from.isMapped()) {
            from.unload();
        }
    }

    private MemorySegment memory(long bytes) {
        try {
            return arena.allocate(bytes, CACHE_LINE);
        } catch (OutOfMemoryError e) {
            throw new BackendResourceException("cannot allocate " + bytes + " bytes for packed weights", e);
        }
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
        super.close();
    }
}
