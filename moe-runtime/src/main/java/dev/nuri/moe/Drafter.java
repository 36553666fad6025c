package dev.nuri.moe;

import dev.nuri.moe.sampling.Distribution;
import dev.nuri.moe.sampling.Sampler;
import dev.nuri.moe.sampling.SamplingSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Guesses the tokens that come next. */
interface Drafter extends AutoCloseable {
    /**
     * Guesses what follows a text.
     *
     * @param tokens the text, its first {@code length} elements
     * @param most tokens to guess
     * @return 0 to {@code most} tokens
     */
    List<Guess> guess(int[] tokens, int length, int most);

    /**
     * A token that may come next.
     *
     * @param from what it was drawn from; null if nothing was left to chance
     */
    record Guess(int token, Distribution from) {}

    /** Tells of text that is certain, so that preparing for it is spread over the steps of a long prompt. */
    void follow(int[] tokens, int length);

    @Override
    void close();

    /** The drafter that a request asks for. */
    static Drafter of(GenerationRequest request, LanguageModel model, int capacity) {
        return switch (request.speculation()) {
            case Speculation.Off() -> new Lookup();
            case Speculation.Lookup(int tokens) -> new Lookup();
            case Speculation.Draft(LanguageModel draft, int tokens) ->
                new Smaller(model, draft, capacity, request.sampling());
        };
    }

    /** Tokens to guess at once. */
    static int most(Speculation speculation) {
        return switch (speculation) {
            case Speculation.Off() -> 0;
            case Speculation.Lookup(int tokens) -> tokens;
            case Speculation.Draft(LanguageModel draft, int tokens) -> tokens;
        };
    }

    /** By looking back. */
    final class Lookup implements Drafter {
        @Override
        public List<Guess> guess(int[] tokens, int length, int most) {
            return Arrays.stream(NGrams.guess(tokens, length, most))
                    .mapToObj(id -> new Guess(id, null))
                    .toList();
        }

        @Override
        public void follow(int[] tokens, int length) {
            // The text itself is all it needs.
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** By another model: its most probable tokens where the request takes those, tokens drawn from it otherwise. */
    final class Smaller implements Drafter {
        private final GenerationSession session;
        private final Sampler sampler; // null for the most probable tokens
        private int[] seen = new int[0]; // tokens whose keys and values the session has

        Smaller(LanguageModel model, LanguageModel draft, int capacity, SamplingSettings sampling) {
            if (!draft.hasVocabularyOf(model)) {
                throw new ModelInputException("a draft model must have the vocabulary of the model it guesses for");
            }
            this.sampler = sampling.temperature() == 0 ? null : new Sampler(sampling.forgetful(~sampling.seed()));
            this.session = draft.newSession(Math.min(capacity, draft.contextLength()));
        }

        @Override
        public void follow(int[] tokens, int length) {
            int common = common(tokens, length);
            if (length <= session.contextTokens()) {
                session.rewind(common);
                if (common < length) {
                    session.prefill(Arrays.copyOfRange(tokens, common, length));
                }
                seen = Arrays.copyOf(tokens, length);
            }
        }

        @Override
        public List<Guess> guess(int[] tokens, int length, int most) {
            int count = Math.min(most, session.contextTokens() - length);
            if (count < 1) {
                return List.of();
            }
            int common = Math.min(common(tokens, length), length - 1); // the last one is run for its logits
            session.rewind(common);
            float[] logits = session.prefill(Arrays.copyOfRange(tokens, common, length));
            seen = Arrays.copyOf(tokens, length + count - 1);
            List<Guess> guesses = new ArrayList<>();
            guesses.add(next(logits));
            for (int i = 1; i < count; i++) {
                int last = guesses.getLast().token;
                seen[length + i - 1] = last;
                guesses.add(next(session.decode(last)));
            }
            return guesses;
        }

        private Guess next(float[] logits) {
            if (sampler == null) {
                return new Guess(greatest(logits), null);
            }
            Distribution distribution = sampler.distribution(logits, null);
            return new Guess(sampler.draw(distribution), distribution);
        }

        private int common(int[] tokens, int length) {
            int mismatch = Arrays.mismatch(seen, 0, seen.length, tokens, 0, length);
            return mismatch < 0 ? length : mismatch;
        }

        private static int greatest(float[] logits) {
            int best = 0;
            for (int id = 1; id < logits.length; id++) {
                best = logits[id] > logits[best] ? id : best;
            }
            return best;
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
