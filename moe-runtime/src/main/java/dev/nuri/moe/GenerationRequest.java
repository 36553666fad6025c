package dev.nuri.moe;

import dev.nuri.moe.sampling.SamplingSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What to generate, and how. Immutable; made by a {@link Builder}:
 * {@code GenerationRequest.prompt("...").maxTokens(200).temperature(0.7f).build()}.
 */
public final class GenerationRequest {
    private final String prompt; // null where ids are given
    private final int[] promptIds; // null where text is given
    private final int maxTokens;
    private final SamplingSettings sampling;
    private final List<String> stops;
    private final boolean logProbabilities;
    private final int alternatives;
    private final boolean ignoreEnd;
    private final boolean reproducible;
    private final Grammar grammar; // null for free text
    private final Speculation speculation;

    private GenerationRequest(Builder b) {
        this.prompt = b.prompt;
        this.promptIds = b.promptIds;
        this.maxTokens = b.maxTokens;
        this.sampling = new SamplingSettings(
                b.temperature, b.topK, b.topP, b.minP, b.repetitionPenalty, b.repetitionWindow, b.logitBias, b.seed);
        this.stops = List.copyOf(b.stops);
        this.logProbabilities = b.logProbabilities || b.alternatives > 0;
        this.alternatives = b.alternatives;
        this.ignoreEnd = b.ignoreEnd;
        this.reproducible = b.reproducible;
        this.grammar = b.grammar;
        this.speculation = b.speculation;
    }

    /** A request for what follows a prompt that the program made: control tokens written in it become themselves. */
    public static Builder prompt(String text) {
        return new Builder(text, null);
    }

    /** A request for what follows these tokens. */
    public static Builder promptIds(int... ids) {
        return new Builder(null, ids.clone());
    }

    /** The prompt's tokens. */
    int[] promptIds(LanguageModel model) {
        return promptIds == null ? model.tokenizer().encodePrompt(prompt) : promptIds.clone();
    }

    int maxTokens() {
        return maxTokens;
    }

    SamplingSettings sampling() {
        return sampling;
    }

    List<String> stops() {
        return stops;
    }

    boolean logProbabilities() {
        return logProbabilities;
    }

    int alternatives() {
        return alternatives;
    }

    boolean ignoreEnd() {
        return ignoreEnd;
    }

    boolean reproducible() {
        return reproducible;
    }

    Grammar grammar() {
        return grammar;
    }

    Speculation speculation() {
        return speculation;
    }

    /** Collects a request; what is not said keeps its default. */
    public static final class Builder {
        private final String prompt;
        private final int[] promptIds;
        private int maxTokens = 512;
        private float temperature = 0;
        private int topK = 0;
        private float topP = 1;
        private float minP = 0;
        private float repetitionPenalty = 1;
        private int repetitionWindow = 64;
        private final Map<Integer, Float> logitBias = new HashMap<>();
        private long seed = 0;
        private List<String> stops = List.of();
        private boolean logProbabilities;
        private int alternatives = 0;
        private boolean ignoreEnd;
        private boolean reproducible;
        private Grammar grammar;
        private Speculation speculation = new Speculation.Off();

        private Builder(String prompt, int[] promptIds) {
            this.prompt = prompt;
            this.promptIds = promptIds;
        }

        /** Tokens to generate at most, at least 1; 512 unless said. */
        public Builder maxTokens(int value) {
            if (value < 1) {
                throw new ModelInputException("maxTokens must be at least 1, got " + value);
            }
            maxTokens = value;
            return this;
        }

        /** Divisor of the logits, at least 0; 0, the default, always takes the most probable token. */
        public Builder temperature(float value) {
            temperature = value;
            return this;
        }

        /** Draws among that many of the most probable; 0, the default, for all. */
        public Builder topK(int value) {
            topK = value;
            return this;
        }

        /** Draws among the most probable that together reach this probability, in (0, 1]; 1, the default, for all. */
        public Builder topP(float value) {
            topP = value;
            return this;
        }

        /** Draws among those at least this share as probable as the best, in [0, 1]; 0, the default, for all. */
        public Builder minP(float value) {
            minP = value;
            return this;
        }

        /**
         * Makes recent tokens less probable.
         *
         * @param penalty divisor of positive and factor of negative logits; 1, the default, for none
         * @param window how many recent tokens, those of the prompt included
         */
        public Builder repetition(float penalty, int window) {
            repetitionPenalty = penalty;
            repetitionWindow = window;
            return this;
        }

        /** Adds to the logit of a token; minus infinity forbids it. */
        public Builder logitBias(int id, float bias) {
            logitBias.put(id, bias);
            return this;
        }

        /** Of the random draw: the same seed gives the same text, see {@link #reproducible}. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** Texts at which to stop; they are not part of the result. */
        public Builder stop(String... texts) {
            stops = List.of(texts);
            if (stops.contains("")) {
                throw new ModelInputException("a stop sequence must not be empty");
            }
            return this;
        }

        /** Reports with each token how probable it was; a large vocabulary makes that a millisecond's work. */
        public Builder logProbabilities(boolean value) {
            logProbabilities = value;
            return this;
        }

        /** How many of the most probable tokens to report at each place, 0 to 100; none unless said. */
        public Builder alternatives(int count) {
            if (count < 0 || count > 100) {
                throw new ModelInputException("alternatives must be 0 to 100, got " + count);
            }
            alternatives = count;
            return this;
        }

        /** Goes on after the model's end token, as benches do. */
        public Builder ignoreEnd(boolean value) {
            ignoreEnd = value;
            return this;
        }

        /**
         * Runs this request's tokens in passes of their own, cut always alike and without earlier requests' keys and
         * values, so that on the same machine and backend its logits are equal to the last bit whatever else runs.
         * Otherwise they agree to rounding: kernels may sum in another order for another number of tokens, which can
         * decide between tokens that are equally probable. Slower, and speculation is off.
         */
        public Builder reproducible(boolean value) {
            reproducible = value;
            return this;
        }

        /** Lets only texts of a grammar come. */
        public Builder grammar(Grammar value) {
            grammar = value;
            return this;
        }

        /** Guesses tokens ahead. */
        public Builder speculation(Speculation value) {
            speculation = value;
            return this;
        }

        /**
         * The request.
         *
         * @throws ModelInputException if a sampling setting is out of its range
         */
        public GenerationRequest build() {
            return new GenerationRequest(this);
        }
    }
}
