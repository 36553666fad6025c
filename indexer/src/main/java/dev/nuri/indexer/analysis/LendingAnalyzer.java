package dev.nuri.indexer.analysis;

import java.io.IOException;
import java.io.Reader;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.AnalyzerWrapper;
import org.apache.lucene.analysis.TokenFilter;
import org.apache.lucene.analysis.TokenStream;

/**
 * Lends the token streams of an analyzer to whoever asks, and takes them back when they are closed. Analyzers keep one
 * for each thread, which a thread for each request would make anew: the lattice of a tokenizer for Korean or Japanese is much
 * of what such a request allocates. Thread-safe.
 */
public final class LendingAnalyzer extends AnalyzerWrapper {

    /** Streams that wait to be lent; more are made when more are in use, and dropped then. */
    private static final int KEPT = 16;

    private final Analyzer analyzer;
    private final Shelf shelf;

    /**
     * Lends the streams of {@code analyzer}.
     *
     * @param analyzer whose streams are the same for every field
     */
    public LendingAnalyzer(Analyzer analyzer) {
        this(analyzer, new Shelf());
    }

    private LendingAnalyzer(Analyzer analyzer, Shelf shelf) {
        super(shelf);
        this.analyzer = analyzer;
        this.shelf = shelf;
    }

    @Override
    protected Analyzer getWrappedAnalyzer(String field) {
        return analyzer;
    }

    @Override
    protected TokenStreamComponents wrapComponents(String field, TokenStreamComponents made) {
        return shelf.lend(made.getSource(), made.getTokenStream());
    }

    @Override
    public String toString() {
        return analyzer.toString();
    }

    private record Kept(Consumer<Reader> source, TokenStream stream) {}

    private static final class Shelf extends ReuseStrategy {

        private final BlockingQueue<Kept> kept = new ArrayBlockingQueue<>(KEPT);

        @Override
        public TokenStreamComponents getReusableComponents(Analyzer analyzer, String field) {
            Kept one = kept.poll();
            return one == null ? null : lend(one.source(), one.stream());
        }

        /** They are kept when they come back. */
        @Override
        public void setReusableComponents(Analyzer analyzer, String field, TokenStreamComponents components) {}

        private TokenStreamComponents lend(Consumer<Reader> source, TokenStream stream) {
            return new TokenStreamComponents(source, new Lent(stream, () -> kept.offer(new Kept(source, stream))));
        }
    }

    /** One loan: who closes it twice gives back once, and nothing that was lent to another since. */
    private static final class Lent extends TokenFilter {

        private Runnable back;

        private Lent(TokenStream stream, Runnable back) {
            super(stream);
            this.back = back;
        }

        @Override
        public boolean incrementToken() throws IOException {
            return input.incrementToken();
        }

        @Override
        public void close() throws IOException {
            Runnable giveBack = back;
            if (giveBack != null) {
                back = null;
                super.close();
                giveBack.run();
            }
        }
    }
}
