package dev.nuri.web.cli;

import dev.nuri.hw.Backend;
import dev.nuri.hw.Backends;
import dev.nuri.hw.Op;
import dev.nuri.hw.TensorType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What there is to compute with here, which of it is chosen, and what it leaves to the reference kernels. */
final class BackendReport {

    /** Ops whose first operand is weights of the model's own types. */
    private static final Set<Op> ON_WEIGHTS = EnumSet.of(Op.MATMUL, Op.GET_ROWS);

    private BackendReport() {}

    /**
     * One backend.
     *
     * @param name as it is selected
     * @param available whether it can run here
     * @param reason why, or why not
     */
    record Line(String name, boolean available, String reason) {}

    /** All backends, the most preferred first. */
    static List<Line> all() {
        List<Line> lines = new ArrayList<>();
        for (Backend backend : Backends.all()) {
            Backend.Availability probe = backend.probe();
            lines.add(new Line(backend.name(), probe.available(), probe.reason()));
        }
        return lines;
    }

    /**
     * Ops a backend hands on when it runs a model.
     *
     * @param types of the model's weights
     * @param expertTypes of its routed experts
     * @return such as {@code EXPERT_MATMUL on Q5_1}
     */
    static List<String> handedOn(Backend backend, Set<TensorType> types, Set<TensorType> expertTypes) {
        List<String> out = new ArrayList<>();
        for (Op op : ON_WEIGHTS) {
            types.stream().filter(t -> !backend.supports(op, t)).forEach(t -> out.add(op + " on " + t));
        }
        expertTypes.stream()
                .filter(t -> !backend.supports(Op.EXPERT_MATMUL, t))
                .forEach(t -> out.add(Op.EXPERT_MATMUL + " on " + t));
        for (Op op : EnumSet.complementOf(EnumSet.of(Op.MATMUL, Op.GET_ROWS, Op.EXPERT_MATMUL))) {
            TensorType type = op == Op.ATTENTION ? TensorType.F16 : TensorType.F32;
            if (!backend.supports(op, type)) {
                out.add(op + " on " + type);
            }
        }
        return out;
    }
}
