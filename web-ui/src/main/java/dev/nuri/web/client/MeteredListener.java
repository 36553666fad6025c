package dev.nuri.web.client;

import dev.nuri.generator.Answer;
import dev.nuri.generator.Answerer;
import dev.nuri.retriever.Hit;
import java.util.List;
import java.util.function.Consumer;

/** Tells a meter too what models use. */
record MeteredListener(Answerer.Listener listener, Consumer<Answer.Usage> meter) implements Answerer.Listener {

    @Override
    public void phase(String name) {
        listener.phase(name);
    }

    @Override
    public void sources(List<Hit> hits) {
        listener.sources(hits);
    }

    @Override
    public void chunk(String text) {
        listener.chunk(text);
    }

    @Override
    public void refusal(String text) {
        listener.refusal(text);
    }

    @Override
    public void used(Answer.Usage usage) {
        meter.accept(usage);
        listener.used(usage);
    }

    @Override
    public boolean cancelled() {
        return listener.cancelled();
    }
}
