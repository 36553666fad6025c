package dev.nuri.indexer.analysis;

import java.io.Reader;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;

/** An analyzer put together from a character filter, a tokenizer and a chain of token filters. */
final class ChainAnalyzer extends Analyzer {

    private final UnaryOperator<Reader> characters;
    private final Supplier<Tokenizer> tokenizer;
    private final UnaryOperator<TokenStream> filters;

    ChainAnalyzer(UnaryOperator<Reader> characters, Supplier<Tokenizer> tokenizer, UnaryOperator<TokenStream> filters) {
        this.characters = characters;
        this.tokenizer = tokenizer;
        this.filters = filters;
    }

    @Override
    protected Reader initReader(String fieldName, Reader reader) {
        return characters.apply(reader);
    }

    @Override
    protected TokenStreamComponents createComponents(String fieldName) {
        Tokenizer source = tokenizer.get();
        return new TokenStreamComponents(source, filters.apply(source));
    }

    /** Only case is folded in what is not whole words, such as a prefix. */
    @Override
    protected TokenStream normalize(String fieldName, TokenStream in) {
        return new LowerCaseFilter(in);
    }
}
