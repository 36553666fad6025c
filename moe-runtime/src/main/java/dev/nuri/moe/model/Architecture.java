package dev.nuri.moe.model;

import dev.nuri.hw.Device;
import dev.nuri.moe.format.ModelFile;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** A model family: how its decoder is put together from the shared pieces. */
@FunctionalInterface
public interface Architecture {
    /** All of them by the name that model files use. */
    Map<String, Architecture> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("llama", Llama::build),
            Map.entry("gemma3", Gemma3::build),
            Map.entry("granite", Granite::build),
            Map.entry("granitemoe", Granite::build),
            Map.entry("qwen2moe", Qwen::build2Moe),
            Map.entry("qwen3", Qwen::build3),
            Map.entry("qwen3moe", Qwen::build3),
            Map.entry("olmoe", Olmoe::build),
            Map.entry("gpt-oss", GptOss::build),
            Map.entry("deepseek2", DeepSeek2::build),
            Map.entry("axk1", AxK1::build)));

    /** Those of text encoders. */
    Map<String, Function<Blueprint, Encoder>> ENCODERS = Map.of("nomic-bert-moe", NomicBert::build);

    /** Share of a device's memory up to which weights are held in it; the rest is for caches and everybody else. */
    double MOST_OF_MEMORY = 0.6;

    /** Whether weights are held in the memory of a device that has so much of it, rather than read where they lie. */
    static boolean staysInMemory(long weightBytes, long memoryBytes) {
        return weightBytes <= memoryBytes * MOST_OF_MEMORY;
    }

    /** Builds the decoder. */
    Decoder build(Blueprint blueprint);

    /**
     * The decoder of a file, its weights placed on a device.
     *
     * @throws dev.nuri.moe.ModelInputException if the architecture is not known, or a tensor or key is missing or wrong
     */
    static Decoder load(ModelFile file, Device device) {
        String name = file.metadata().text("general.architecture");
        Architecture architecture = ALL.get(name);
        if (architecture == null) {
            throw file.metadata()
                    .error(
                            ENCODERS.containsKey(name)
                                    ? "'" + name + "' is a text encoder, which writes no text"
                                    : unknown(name));
        }
        return architecture.build(new Blueprint(file.metadata(), new Weights(file, device)));
    }

    /**
     * The encoder of a file, its weights placed on a device.
     *
     * @throws dev.nuri.moe.ModelInputException as {@link #load}, or if the model is no encoder
     */
    static Encoder loadEncoder(ModelFile file, Device device) {
        String name = file.metadata().text("general.architecture");
        Function<Blueprint, Encoder> architecture = ENCODERS.get(name);
        if (architecture == null) {
            throw file.metadata().error(ALL.containsKey(name) ? "'" + name + "' is no text encoder" : unknown(name));
        }
        return architecture.apply(new Blueprint(file.metadata(), new Weights(file, device)));
    }

    private static String unknown(String name) {
        return "unknown architecture '" + name + "': known are " + ALL.keySet() + " and the text encoders "
                + ENCODERS.keySet();
    }
}
