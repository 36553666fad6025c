package dev.nuri.generator;

import dev.nuri.generator.guardrail.GuardMeasurement;
import dev.nuri.generator.guardrail.GuardSample;
import dev.nuri.generator.guardrail.GuardSets;
import dev.nuri.generator.guardrail.LayeredGuardrail;
import dev.nuri.generator.guardrail.ListsFolder;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Measures a filter on texts whose categories are known and on texts that are harmless. */
public final class GuardEvaluation {

    private GuardEvaluation() {}

    /**
     * Measures a policy's filter.
     *
     * @param places files of JSON lines, and folders of sets
     * @param split which texts take part, by their ids
     * @param limit texts of each set, kind and language at most
     * @param policy whose filter is measured
     * @param lists the deployer's lists; may be missing
     * @param embedder whose vectors the classifier may use, or null
     * @param model asked after the other layers as the policy says, or null
     * @param stage told what is measured next
     * @return JSON: {@code harmful}, {@code categories}, {@code harmless}, {@code kinds}, {@code injections},
     *     {@code obfuscations}, {@code pii}, {@code timeMs}
     * @throws NuriException when a place cannot be read or holds nothing
     */
    public static Map<String, Object> run(
            List<Path> places,
            Split split,
            int limit,
            GuardPolicy policy,
            Path lists,
            Embedder embedder,
            GuardModel model,
            Consumer<String> stage) {
        List<GuardSample> samples = new ArrayList<>();
        for (Path place : places) {
            stage.accept("reading " + place);
            GuardSets.read(place).stream().filter(s -> split.includes(s.id())).forEach(samples::add);
        }
        if (samples.isEmpty()) {
            throw NuriException.invalid("The sets hold no text of the split " + split.label() + ".");
        }
        Guardrail guardrail = new LayeredGuardrail(policy, ListsFolder.read(lists), embedder, model, line -> {});
        return new GuardMeasurement(guardrail, samples, limit, stage).measure();
    }
}
