package dev.nuri.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.nuri.moe.Grammar;
import java.util.Objects;
import java.util.Optional;

/**
 * What the runtime takes beyond LangChain4j's own parameters: a grammar that the text must belong to, whether the model
 * thinks first, and the seed of the random draw.
 */
public final class NuriRequestParameters extends DefaultChatRequestParameters {
    private final Grammar grammar;
    private final Boolean thinking;
    private final Long seed;

    private NuriRequestParameters(Builder builder) {
        super(builder);
        grammar = builder.grammar;
        thinking = builder.thinking;
        seed = builder.seed;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What the text must belong to; empty for any text. It goes before a response format. */
    public Optional<Grammar> grammar() {
        return Optional.ofNullable(grammar);
    }

    /** Whether the model thinks first, where its chat template knows of that; empty for the model's own habit. */
    public Optional<Boolean> thinking() {
        return Optional.ofNullable(thinking);
    }

    /** Of the random draw, which the same seed repeats; empty for the runtime's own. */
    public Optional<Long> seed() {
        return Optional.ofNullable(seed);
    }

    @Override
    public ChatRequestParameters overrideWith(ChatRequestParameters that) {
        return builder().overrideWith(this).overrideWith(that).build();
    }

    @Override
    public ChatRequestParameters defaultedBy(ChatRequestParameters that) {
        return builder().overrideWith(that).overrideWith(this).build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NuriRequestParameters that
                && super.equals(that)
                && Objects.equals(grammar, that.grammar)
                && Objects.equals(thinking, that.thinking)
                && Objects.equals(seed, that.seed);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), grammar, thinking, seed);
    }

    /** Collects parameters. */
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
        private Grammar grammar;
        private Boolean thinking;
        private Long seed;

        private Builder() {}

        public Builder grammar(Grammar value) {
            grammar = value;
            return this;
        }

        public Builder thinking(Boolean value) {
            thinking = value;
            return this;
        }

        public Builder seed(Long value) {
            seed = value;
            return this;
        }

        @Override
        public Builder overrideWith(ChatRequestParameters that) {
            super.overrideWith(that);
            if (that instanceof NuriRequestParameters own) {
                grammar = own.grammar == null ? grammar : own.grammar;
                thinking = own.thinking == null ? thinking : own.thinking;
                seed = own.seed == null ? seed : own.seed;
            }
            return this;
        }

        @Override
        public NuriRequestParameters build() {
            return new NuriRequestParameters(this);
        }
    }
}
