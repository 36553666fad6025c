package dev.nuri.moe;

import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.model.Decoder;
import dev.nuri.moe.tensor.StoredTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's weights take, and what of it a token reads.
 *
 * @param total bytes of all tensors
 * @param always bytes that every pass reads: all but the experts, the embedding table and layers that are left out
 * @param expert for each layer with experts the bytes of one of them
 */
record ModelBytes(long total, long always, Map<Integer, Long> expert) {
    private static final Pattern LAYER = Pattern.compile("blk\\.(\\d+)\\..*");
    private static final Pattern EXPERTS = Pattern.compile("blk\\.(\\d+)\\..*_exps\\..*");
    private static final String EMBEDDING = "token_embd.weight";

    ModelBytes {
        expert = Map.copyOf(expert);
    }

    static ModelBytes of(ModelFile file, Decoder decoder) {
        long total = 0;
        long always = 0;
        Map<Integer, Long> expert = new HashMap<>();
        Map<Integer, Integer> counts = new HashMap<>();
        decoder.expertLayers().forEach(layer -> counts.put(layer.layer(), layer.experts()));
        for (StoredTensor tensor : file.tensors()) {
            total += tensor.byteSize();
            Matcher experts = EXPERTS.matcher(tensor.name());
            if (experts.matches() && counts.containsKey(Integer.valueOf(experts.group(1)))) {
                int layer = Integer.parseInt(experts.group(1));
                expert.merge(layer, tensor.byteSize() / counts.get(layer), Long::sum);
            } else if (isRead(tensor.name(), file, decoder)) {
                always += tensor.byteSize();
            }
        }
        return new ModelBytes(total, always, expert);
    }

    /** Of the embedding table a token reads one row, unless it is the output matrix too. */
    private static boolean isRead(String name, ModelFile file, Decoder decoder) {
        Matcher layer = LAYER.matcher(name);
        boolean present = !layer.matches()
                || Integer.parseInt(layer.group(1)) < decoder.layers().size();
        return present
                && (!name.equals(EMBEDDING) || file.tensor("output.weight").isEmpty());
    }

    /** Bytes a token reads when it is alone. */
    long perToken(List<Decoder.ExpertLayer> layers) {
        long experts = 0;
        for (Decoder.ExpertLayer layer : layers) {
            experts += layer.chosen() * expert.getOrDefault(layer.layer(), 0L);
        }
        return always + experts;
    }
}
