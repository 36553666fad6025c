package dev.nuri.moe;

import dev.nuri.moe.grammar.TokenConstraint;
import dev.nuri.moe.grammar.TokenMasks;
import dev.nuri.moe.grammar.TokenTrie;
import dev.nuri.moe.tokenizer.Tokenizer;
import dev.nuri.moe.tokenizer.Vocabulary;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** The grammars last used with a model: a later request with the same one finds what an earlier one worked out. */
final class GrammarMasks {
    private static final int MOST_KEPT = 16;

    private final Tokenizer tokenizer;
    private final Map<Grammar, TokenMasks> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Grammar, TokenMasks> eldest) {
            return size() > MOST_KEPT;
        }
    };
    private TokenTrie trie; // made when first needed

    GrammarMasks(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** The beginning of a text of the grammar. */
    synchronized TokenConstraint start(Grammar grammar) {
        return kept.computeIfAbsent(grammar, this::masks).start();
    }

    private TokenMasks masks(Grammar grammar) {
        Vocabulary vocabulary = tokenizer.vocabulary();
        if (trie == null) {
            byte[][] bytes = new byte[vocabulary.size()][];
            for (int id = 0; id < bytes.length; id++) {
                bytes[id] = vocabulary.isEnd(id) ? new byte[0] : tokenizer.bytes(id);
            }
            trie = new TokenTrie(bytes);
        }
        int[] ends =
                IntStream.range(0, vocabulary.size()).filter(vocabulary::isEnd).toArray();
        return new TokenMasks(grammar.text(), trie, tokenizer::bytes, ends);
    }
}
