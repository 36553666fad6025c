package dev.nuri.moe.model;

import dev.nuri.moe.cache.KvSequence;
import java.util.List;

/** The tokens of a pass as host arrays: ids, positions, slots and sequences of T each, then page table and outputs. */
final class BatchArrays {
    private final List<Runner.Part> parts;
    private final int tokens;
    private final int pagesEach;
    private final int outputs;

    BatchArrays(List<Runner.Part> parts) {
        this.parts = parts;
        this.tokens = parts.stream().mapToInt(part -> part.ids.length).sum();
        this.pagesEach =
                parts.stream().mapToInt(part -> part.sequence.pageCount()).max().orElse(0);
        this.outputs = parts.stream().mapToInt(Runner.Part::outputs).sum();
    }

    int tokens() {
        return tokens;
    }

    int sequences() {
        return parts.size();
    }

    /** Entries a sequence has in the page table. */
    int pagesEach() {
        return pagesEach;
    }

    int outputs() {
        return outputs;
    }

    int[] packed() {
        int[] out = new int[4 * tokens + parts.size() * pagesEach + outputs];
        int token = 0;
        int output = out.length - outputs;
        for (int s = 0; s < parts.size(); s++) {
            Runner.Part part = parts.get(s);
            KvSequence sequence = part.sequence;
            for (int i = 0; i < part.ids.length; i++) {
                int position = sequence.position() + i;
                out[token + i] = part.ids[i];
                out[tokens + token + i] = position;
                out[2 * tokens + token + i] = sequence.slot(position);
                out[3 * tokens + token + i] = s;
            }
            sequence.copyPages(out, 4 * tokens + s * pagesEach);
            token += part.ids.length;
            for (int i = part.outputs(); i > 0; i--) {
                out[output++] = token - i;
            }
        }
        return out;
    }
}
