package dev.nuri.moe;

import dev.nuri.moe.model.Decoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The counters of one request as they grow. */
final class CounterSheet {
    private final List<Decoder.ExpertLayer> layers;
    private final int[][] uses; // [layer with experts][expert]
    private final int promptTokens;
    private int reusedTokens;
    private int generatedTokens;
    private int draftedTokens;
    private int acceptedTokens;
    private double bytes;
    private long tokensRun;
    private long expertsSampled;
    private long expertsInMemory;
    private long begun;
    private long firstToken;
    private long lastToken;

    CounterSheet(List<Decoder.ExpertLayer> layers, int promptTokens) {
        this.layers = layers;
        this.promptTokens = promptTokens;
        this.uses = new int[layers.size()][];
        Arrays.setAll(uses, i -> new int[layers.get(i).experts()]);
    }

    void begin(int reused) {
        begun = System.nanoTime();
        firstToken = begun;
        lastToken = begun;
        reusedTokens = reused;
    }

    /** Counts a pass in which tokens [from, from + count) were this request's. */
    void ran(PassCosts costs, int from, int count) {
        costs.addUses(from, count, uses);
        bytes += costs.bytesPerToken() * count;
        tokensRun += count;
    }

    void generated() {
        lastToken = System.nanoTime();
        if (generatedTokens++ == 0) {
            firstToken = lastToken;
        }
    }

    void drafted(int proposed, int accepted) {
        draftedTokens += proposed;
        acceptedTokens += accepted;
    }

    /** Of {@code sampled} uses of experts {@code inMemory} found them in memory. */
    void sampled(int sampled, int inMemory) {
        expertsSampled += sampled;
        expertsInMemory += inMemory;
    }

    GenerationCounters counters() {
        List<GenerationCounters.ExpertUse> experts = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            experts.add(new GenerationCounters.ExpertUse(
                    layers.get(i).layer(), IntStream.of(uses[i]).boxed().toList()));
        }
        return new GenerationCounters(
                promptTokens,
                reusedTokens,
                generatedTokens,
                (firstToken - begun) * 1e-9,
                (lastToken - firstToken) * 1e-9,
                draftedTokens,
                acceptedTokens,
                tokensRun == 0 ? 0 : Math.round(bytes / tokensRun),
                expertsSampled == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of((double) expertsInMemory / expertsSampled),
                experts);
    }
}
