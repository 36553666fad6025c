package dev.nuri.moe;

import java.util.List;

/**
 * A model that is known to run here and where it is to be had.
 *
 * @param id the name a user pulls it by
 * @param architecture the name model files use, such as {@code qwen3moe}
 * @param use {@code chat}, {@code embedding}, {@code guard} for one that judges texts, or {@code draft} for a small model
 *     that proposes tokens to a large one
 * @param parametersBillions all parameters, in units of 10^9, rounded as its makers publish them
 * @param activeBillions parameters that take part in one token, likewise
 * @param contextTokens tokens of context without extension
 * @param languages language tags its makers name; the last may be words
 * @param licence an SPDX name where there is one
 * @param repository where its files lie on the hub, {@code owner/name}
 * @param type which of the repository's quantisations is pulled unless another is asked for; {@code safetensors} for
 *     its makers' own files
 * @param approximateGigabytes size of that download in units of 10^9 bytes; the exact one comes from the hub
 * @param origin the makers' own repository
 */
public record CatalogueEntry(
        String id,
        String architecture,
        String use,
        double parametersBillions,
        double activeBillions,
        int contextTokens,
        List<String> languages,
        String licence,
        String repository,
        String type,
        double approximateGigabytes,
        String origin) {
    /** The {@link #type} of a repository whose files are pulled whole. */
    public static final String SAFETENSORS = "safetensors";

    public CatalogueEntry {
        languages = List.copyOf(languages);
    }
}
