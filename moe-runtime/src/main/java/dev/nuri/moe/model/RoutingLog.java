package dev.nuri.moe.model;

import dev.nuri.hw.Stream;
import dev.nuri.hw.Tensor;
import dev.nuri.hw.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Where a pass's routers write the experts they choose, so that these can be read when the pass is done. */
final class RoutingLog {
    private final List<Tensor> layers = new ArrayList<>(); // I32 [T][K] each
    private int next;

    /**
     * @param chosen K of each layer that has experts, in order
     * @param tokens T
     */
    RoutingLog(Workspace workspace, List<Integer> chosen, int tokens) {
        chosen.forEach(k -> layers.add(workspace.take(TensorType.I32, k, tokens, 1)));
    }

    /** Where the next layer's router writes, I32 [T][K]. */
    Tensor next() {
        return layers.get(next++);
    }

    /** What the routers wrote once the stream has finished; queue this before. */
    List<MemorySegment> download(Stream stream, Arena arena) {
        List<MemorySegment> out = new ArrayList<>();
        for (Tensor layer : layers) {
            MemorySegment ids = arena.allocate(ValueLayout.JAVA_INT, (long) layer.columns() * layer.rows());
            stream.download(layer.buffer(), layer.offset(), ids);
            out.add(ids);
        }
        return out;
    }
}
