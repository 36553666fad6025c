package dev.nuri.generator;

import dev.nuri.retriever.Hit;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a listener hears, and cancels when told to. */
class Recorder implements Answerer.Listener {

    final List<String> events = new ArrayList<>();
    final List<String> refusals = new ArrayList<>();
    final List<Answer.Usage> used = new ArrayList<>();
    final StringBuilder text = new StringBuilder();
    private final int cancelAfter;

    Recorder() {
        this(Integer.MAX_VALUE);
    }

    /** Says cancelled once so many events were heard. */
    Recorder(int cancelAfter) {
        this.cancelAfter = cancelAfter;
    }

    @Override
    public void phase(String name) {
        events.add("phase " + name);
    }

    @Override
    public void sources(List<Hit> hits) {
        events.add("sources");
    }

    @Override
    public void chunk(String piece) {
        events.add("chunk");
        text.append(piece);
    }

    @Override
    public void refusal(String why) {
        refusals.add(why);
        chunk(why);
    }

    @Override
    public void used(Answer.Usage usage) {
        used.add(usage);
    }

    @Override
    public boolean cancelled() {
        return events.size() >= cancelAfter;
    }
}
