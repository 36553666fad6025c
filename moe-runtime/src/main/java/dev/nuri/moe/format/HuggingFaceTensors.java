package dev.nuri.moe.format;

import dev.nuri.moe.format.HuggingFaceFamily.Rule;
import dev.nuri.moe.tensor.StoredTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives a folder's arrays their GGUF names and, where GGUF lays them out differently, their GGUF form. */
final class HuggingFaceTensors {
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d{1,6})\\.(.+)");
    private static final Pattern EXPERT = Pattern.compile("(.*\\.experts\\.)(\\d{1,6})(\\..*)");
    private static final Pattern NOT_TEXT =
            Pattern.compile("(model\\.)?(vision_tower|multi_modal_projector|visual|mtp)\\..*");

    private final HuggingFaceConfig config;
    private final Map<String, StoredArray> arrays;
    private final Map<String, StoredTensor> out = new LinkedHashMap<>();
    private final Map<String, SortedMap<Integer, StoredArray>> experts = new TreeMap<>();

    HuggingFaceTensors(HuggingFaceConfig config, Map<String, StoredArray> arrays) {
        this.config = config;
        this.arrays = arrays;
    }

    Map<String, StoredTensor> byGgufName() {
        arrays.values().forEach(this::translate);
        experts.forEach((name, stack) -> add(ArrayForms.stack(name, stack)));
        HuggingFaceRope.factors(config).ifPresent(this::add);
        return out;
    }

    private void translate(StoredArray array) {
        String name = array.name()
                .replaceFirst("^model\\.language_model\\.", "model.")
                .replaceFirst("^language_model\\.", "");
        Matcher layer = LAYER.matcher(name);
        if (layer.matches()) {
            int number = Integer.parseInt(layer.group(1));
            if (number < config.layers()) { // those after predict further tokens
                inLayer(array, "blk." + number + ".", layer.group(2));
            }
            return;
        }
        switch (name) {
            case "model.embed_tokens.weight" -> add(ArrayForms.asIs("token_embd.weight", array));
            case "model.norm.weight" -> add(norm("output_norm.weight", array));
            case "lm_head.weight" -> {
                if (!config.tiedEmbeddings()) {
                    add(ArrayForms.asIs("output.weight", array));
                }
            }
            default -> {
                if (!NOT_TEXT.matcher(name).matches()) {
                    throw array.error("is not a tensor that " + config.family().gguf() + " has");
                }
            }
        }
    }

    private void inLayer(StoredArray array, String prefix, String name) {
        Matcher expert = EXPERT.matcher(name);
        String general = expert.matches() ? expert.group(1) + "#" + expert.group(3) : name;
        Rule rule = config.family().layer().get(general);
        String suffix = "";
        if (rule == null) {
            int dot = general.lastIndexOf('.');
            suffix = general.substring(Math.max(0, dot));
            rule = suffix.equals(".weight") || suffix.equals(".bias")
                    ? config.family().layer().get(general.substring(0, dot))
                    : null;
        }
        if (rule == null) {
            throw array.error("is not a tensor that " + config.family().gguf() + " has");
        }
        apply(rule, array, prefix, suffix, expert);
    }

    private void apply(Rule rule, StoredArray array, String prefix, String suffix, Matcher expert) {
        String to = prefix + rule.to() + suffix;
        String second = prefix + rule.second() + suffix;
        switch (rule.form()) {
            case AS_IS -> add(to.endsWith("norm.weight") ? norm(to, array) : ArrayForms.asIs(to, array));
            case TURNED_QUERY -> add(ArrayForms.turned(to, array, config.heads()));
            case TURNED_KEY -> add(ArrayForms.turned(to, array, config.keyHeads()));
            case EXPERT ->
                experts.computeIfAbsent(to, key -> new TreeMap<>()).put(Integer.parseInt(expert.group(2)), array);
            case HALVES -> ArrayForms.halves(to, second, array).forEach(this::add);
            case KEYS_AND_VALUES -> keysAndValues(to, second, array);
            case TRANSPOSED -> add(ArrayForms.transposed(to, array, 0, 1));
            case TRANSPOSED_PAIRS -> {
                add(ArrayForms.transposed(to, array, 0, 2));
                add(ArrayForms.transposed(second, array, 1, 2));
            }
            case PAIRS -> {
                add(ArrayForms.everyOther(to, array, 0));
                add(ArrayForms.everyOther(second, array, 1));
            }
            case MXFP4 -> add(Mxfp4Arrays.tensor(to, array, scalesOf(array), 0, 1));
            case MXFP4_PAIRS -> {
                add(Mxfp4Arrays.tensor(to, array, scalesOf(array), 0, 2));
                add(Mxfp4Arrays.tensor(second, array, scalesOf(array), 1, 2));
            }
            case DROPPED -> {
                // nothing
            }
        }
    }

    private void keysAndValues(String keys, String values, StoredArray array) {
        int plain = config.json().integer("qk_nope_head_dim");
        int value = config.json().integer("v_head_dim");
        add(ArrayForms.transposedHeads(keys, array, config.heads(), plain, value));
        add(ArrayForms.lastRowsOfHeads(values, array, config.heads(), plain, value));
    }

    private StoredArray scalesOf(StoredArray blocks) {
        StoredArray scales = arrays.get(blocks.name().replaceFirst("_blocks$", "_scales"));
        if (scales == null) {
            throw blocks.error("has no scales beside it");
        }
        return scales;
    }

    private StoredTensor norm(String name, StoredArray array) {
        return config.family().centredNorms() ? ArrayForms.plusOne(name, array) : ArrayForms.asIs(name, array);
    }

    private void add(StoredTensor tensor) {
        if (out.put(tensor.name(), tensor) != null) {
            throw config.json().error("architectures", "would give two tensors " + tensor.name());
        }
    }
}
