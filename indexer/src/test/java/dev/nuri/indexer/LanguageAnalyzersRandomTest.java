package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every analyzer on any text. */
class LanguageAnalyzersRandomTest {

    private static final LanguageAnalyzers ANALYZERS = LanguageAnalyzers.standard();
    private static final int TEXTS = 8;
    private static final String NEUTRAL = "neutral";

    /** A term with where it stands. */
    private record Token(String term, int start, int end, int increment) {}

    static Stream<String> keys() {
        return Stream.concat(Stream.of(NEUTRAL), ANALYZERS.keys().stream());
    }

    private static Analyzer analyzer(String key) {
        return key.equals(NEUTRAL) ? ANALYZERS.neutral() : ANALYZERS.forKey(key);
    }

    @ParameterizedTest
    @MethodSource("keys")
    void keepsOffsetsInOrderAndInsideTheText(String key) throws IOException {
        for (int i = 0; i < TEXTS; i++) {
            String text = text(i);
            int last = 0;
            for (Token token : tokens(analyzer(key), new ChunkedReader(text, Integer.MAX_VALUE))) {
                assertThat(token.start()).as(where(key, i)).isGreaterThanOrEqualTo(last);
                assertThat(token.end()).as(where(key, i)).isBetween(token.start(), text.length());
                assertThat(token.increment()).as(where(key, i)).isGreaterThanOrEqualTo(0);
                last = token.start();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void yieldsTheSameTokensAgainAndFromAnyReader(String key) throws IOException {
        for (int i = 0; i < TEXTS; i++) {
            String text = text(i);
            List<Token> first = tokens(analyzer(key), new ChunkedReader(text, Integer.MAX_VALUE));
            tokens(analyzer(key), new ChunkedReader(text(i + TEXTS), 7));
            assertThat(tokens(analyzer(key), new ChunkedReader(text, 1 + i)))
                    .as(where(key, i))
                    .isEqualTo(first);
            assertThat(ANALYZERS.terms(analyzer(key), text))
                    .as(where(key, i))
                    .isEqualTo(first.stream().map(Token::term).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void findsEveryIndexedTextByEachOfItsTerms(String key) throws IOException {
        String field = key.equals(NEUTRAL) ? IndexSchema.BODY : IndexSchema.body(key);
        FieldType type = new FieldType(TextField.TYPE_NOT_STORED);
        type.setIndexOptions(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS_AND_OFFSETS);
        try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(ANALYZERS.perField()))) {
                for (int i = 0; i < TEXTS; i++) {
                    Document document = new Document();
                    document.add(new Field(field, text(i), type));
                    writer.addDocument(document);
                }
                writer.forceMerge(1);
            }
            try (DirectoryReader reader = DirectoryReader.open(directory)) {
                IndexSearcher searcher = new IndexSearcher(reader);
                for (int i = 0; i < TEXTS; i++) {
                    for (String term : Set.copyOf(ANALYZERS.terms(analyzer(key), text(i)))) {
                        assertThat(searcher.explain(new TermQuery(new Term(field, term)), i)
                                        .isMatch())
                                .as(where(key, i) + " term " + term)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void givesEveryThreadTheSameTerms() throws Exception {
        List<String> texts = Stream.iterate(0, i -> i + 1)
                .limit(10)
                .map(LanguageAnalyzersRandomTest::text)
                .toList();
        List<String> keys = List.of("ko", "ja", "zh", "th", "en", "tr", "pl", "uk");
        Callable<List<List<String>>> task = () -> keys.stream()
                .flatMap(key -> texts.stream().map(text -> ANALYZERS.terms(analyzer(key), text)))
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<List<String>>>> results = threads.invokeAll(List.of(task, task, task, task));
            List<List<String>> expected = task.call();
            for (Future<List<List<String>>> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }

    private static String text(int i) {
        RandomText random = new RandomText(RandomText.SEED + i);
        String text = random.next(random.nextInt(2_000));
        // Half a surrogate pair, which a query may hold.
        return i % 5 == 0 ? text + "\uD83D " + text.substring(0, text.length() / 2) + "\uDE00" : text;
    }

    private static String where(String key, int i) {
        return key + ", text " + i + ", tests.seed=" + RandomText.SEED;
    }

    private static List<Token> tokens(Analyzer analyzer, Reader reader) throws IOException {
        List<Token> tokens = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream("field", reader)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            OffsetAttribute offsets = stream.addAttribute(OffsetAttribute.class);
            PositionIncrementAttribute increment = stream.addAttribute(PositionIncrementAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                tokens.add(new Token(
                        term.toString(), offsets.startOffset(), offsets.endOffset(), increment.getPositionIncrement()));
            }
            stream.end();
        }
        return tokens;
    }

    /** Gives out at most so many characters per read, as files and sockets may. */
    private static final class ChunkedReader extends Reader {

        private final String text;
        private final int chunk;
        private int position;

        ChunkedReader(String text, int chunk) {
            this.text = text;
            this.chunk = chunk;
        }

        @Override
        public int read(char[] buffer, int offset, int length) {
            if (position == text.length()) {
                return -1;
            }
            int count = Math.min(Math.min(chunk, length), text.length() - position);
            text.getChars(position, position + count, buffer, offset);
            position += count;
            return count;
        }

        @Override
        public void close() {
            position = text.length();
        }
    }
}
