package dev.nuri.moe;

import dev.nuri.moe.cache.KvSequence;
import dev.nuri.moe.cache.SharedPool;
import dev.nuri.moe.grammar.TokenConstraint;
import dev.nuri.moe.model.Decoder;
import dev.nuri.moe.model.Runner;
import dev.nuri.moe.sampling.LogProbabilities;
import dev.nuri.moe.sampling.Sampler;
import dev.nuri.moe.tokenizer.Vocabulary;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * One request on its way: what it has run, what it runs next, and what it makes of the logits. All of it happens on the
 * engine's thread; only {@link Generation} is shared.
 */
final class LiveRequest {
    private final GenerationRequest request;
    private final Generation generation;
    private final LanguageModel model;
    private final int promptTokens;
    private final int capacity;
    private final Sampler sampler;
    private final TextAssembler text;
    private final CounterSheet counters;
    private int[] tokens; // prompt and answer
    private int length; // of them
    private TokenConstraint constraint; // null for free text
    private SharedPool.Lease lease; // null before admission
    private Drafter drafter;
    private List<Drafter.Guess> guesses = List.of(); // of the pass that runs
    private StopReason ended; // null while it goes on

    /**
     * @param prompt its tokens, checked
     * @param capacity tokens of prompt and answer at most
     */
    LiveRequest(
            GenerationRequest request,
            LanguageModel model,
            List<Decoder.ExpertLayer> layers,
            int[] prompt,
            int capacity) {
        this.request = request;
        this.generation = new Generation();
        this.model = model;
        this.promptTokens = prompt.length;
        this.capacity = capacity;
        this.tokens = Arrays.copyOf(prompt, capacity);
        this.length = prompt.length;
        this.sampler = new Sampler(request.sampling());
        this.text = new TextAssembler(model.tokenizer().newDetokenizer(), request.stops());
        this.counters = new CounterSheet(layers, prompt.length);
        for (int i = Math.max(0, length - request.sampling().repetitionWindow()); i < length; i++) {
            sampler.accept(tokens[i]);
        }
    }

    Generation generation() {
        return generation;
    }

    GenerationRequest request() {
        return request;
    }

    CounterSheet counters() {
        return counters;
    }

    /** Takes all pages it will need; false if they are not to be had now. */
    boolean admit(SharedPool pool, TokenConstraint grammar) {
        int[] prompt = Arrays.copyOf(tokens, promptTokens);
        lease = pool.lease(prompt, capacity, !request.reproducible()).orElse(null);
        if (lease == null) {
            return false;
        }
        constraint = grammar;
        counters.begin(lease.reused());
        return true;
    }

    /** Prepares guessing; separate from admission, since it may fail. */
    void prepare() {
        drafter = Drafter.of(request, model, capacity);
    }

    boolean isAdmitted() {
        return lease != null;
    }

    KvSequence sequence() {
        return lease.sequence();
    }

    /** Whether a part of the prompt remains to be run. */
    boolean isPrefilling() {
        return lease.sequence().position() < promptTokens;
    }

    StopReason ended() {
        return ended;
    }

    void cancel() {
        ended = StopReason.CANCELLED;
    }

    /** What to run next: at most {@code budget} tokens of the prompt, or the last token and guesses. */
    Runner.Part next(int budget) {
        int position = sequence().position();
        if (isPrefilling()) {
            int to = Math.min(promptTokens, position + budget);
            return new Runner.Part(
                    sequence(),
                    Arrays.copyOfRange(tokens, position, to),
                    to == promptTokens ? Runner.Wanted.LAST : Runner.Wanted.NONE);
        }
        int most = Math.min(budget - 1, Math.min(Drafter.most(request.speculation()), capacity - length - 1));
        guesses = request.reproducible() || most < 1 ? List.of() : drafter.guess(tokens, length, most);
        int[] run = new int[1 + guesses.size()];
        run[0] = tokens[length - 1];
        for (int i = 1; i < run.length; i++) {
            run[i] = guesses.get(i - 1).token();
        }
        return new Runner.Part(sequence(), run, Runner.Wanted.ALL);
    }

    /**
     * Takes what a pass gave for {@link #next}.
     *
     * @param ran the tokens
     * @param logits after those that asked for them
     */
    void take(int[] ran, List<float[]> logits) {
        boolean prompt = sequence().position() <= promptTokens && length == promptTokens;
        if (prompt) {
            drafter.follow(tokens, sequence().position());
            if (!logits.isEmpty()) {
                add(sampler.next(logits.getFirst(), allowed()), logits.getFirst());
            }
            return;
        }
        int accepted = 0;
        for (int i = 0; i < ran.length && ended == null; i++) {
            add(drawn(logits.get(i), i), logits.get(i));
            boolean guessed = i + 1 < ran.length && tokens[length - 1] == ran[i + 1];
            if (!guessed) {
                break;
            }
            accepted++;
        }
        counters.drafted(ran.length - 1, accepted);
        sequence().rewind(Math.min(sequence().position(), length - 1));
    }

    /** The token after the {@code i}th of those that ran. */
    private int drawn(float[] logits, int i) {
        Drafter.Guess guess = i < guesses.size() ? guesses.get(i) : null;
        return guess == null || guess.from() == null
                ? sampler.next(logits, allowed())
                : sampler.next(logits, allowed(), guess.token(), guess.from());
    }

    private long[] allowed() {
        return constraint == null ? null : constraint.allowed();
    }

    private void add(int id, float[] logits) {
        tokens[length++] = id;
        counters.generated();
        String piece = text.accept(id);
        ended = reasonToEnd(id);
        if (ended != null) {
            piece += text.finish();
        }
        generation.offer(generated(id, piece, logits));
    }

    private GeneratedToken generated(int id, String piece, float[] logits) {
        if (!request.logProbabilities()) {
            return new GeneratedToken(id, piece, OptionalDouble.empty(), List.of());
        }
        LogProbabilities probabilities = new LogProbabilities(logits);
        return new GeneratedToken(
                id, piece, OptionalDouble.of(probabilities.of(id)), probabilities.best(request.alternatives()));
    }

    private StopReason reasonToEnd(int id) {
        Vocabulary vocabulary = model.tokenizer().vocabulary();
        if (vocabulary.isEnd(id) && !request.ignoreEnd()) {
            return StopReason.END;
        }
        if (text.stopped()) {
            return StopReason.STOP_SEQUENCE;
        }
        if (constraint != null) {
            constraint.accept(id);
            if (constraint.isComplete()) {
                return StopReason.COMPLETE;
            }
        }
        return length == capacity ? StopReason.LENGTH : null;
    }

    /** Lets later requests find what this one has run. */
    void publish(SharedPool pool) {
        if (!request.reproducible()) {
            pool.publish(lease, tokens);
        }
    }

    /** Gives everything back; harmless when nothing is held. */
    void release(SharedPool pool) {
        if (drafter != null) {
            drafter.close();
            drafter = null;
        }
        if (lease != null) {
            pool.giveBack(lease);
            lease = null;
        }
    }

    /** Tells the reader that it is over. */
    void finish() {
        generation.end(ended, ended == StopReason.CANCELLED ? text.finish() : "", counters.counters());
    }
}
