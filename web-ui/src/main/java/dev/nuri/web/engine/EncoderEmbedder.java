package dev.nuri.web.engine;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.moe.ModelException;
import dev.nuri.moe.TextEncoder;
import java.util.List;

/** A text encoder of the model runtime as an embedder, with the words that its makers put before texts. */
final class EncoderEmbedder implements Embedder {

    private static final String QUERY = "search_query: ";
    private static final String PASSAGE = "search_document: ";

    private final EmbedderProvider provider;
    private final TextEncoder encoder;

    /** Takes over the encoder and closes it with itself. */
    EncoderEmbedder(EmbedderProvider provider, TextEncoder encoder) {
        this.provider = provider;
        this.encoder = encoder;
        if (encoder.dimension() != provider.dimension()) {
            encoder.close();
            throw NuriException.invalid("The embedder " + provider.name() + " must give " + provider.dimension()
                    + " components, but gives " + encoder.dimension() + ".");
        }
    }

    @Override
    public String id() {
        return provider.id();
    }

    @Override
    public int dimension() {
        return provider.dimension();
    }

    @Override
    public boolean supports(String lang) {
        return provider.supports(lang);
    }

    @Override
    public float[][] embed(List<String> texts, Role role) {
        String prefix = role == Role.QUERY ? QUERY : PASSAGE;
        try {
            return encoder.embed(texts.stream().map(prefix::concat).toList());
        } catch (ModelException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL, "The embedder " + id() + " failed on a text: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        encoder.close();
    }
}
