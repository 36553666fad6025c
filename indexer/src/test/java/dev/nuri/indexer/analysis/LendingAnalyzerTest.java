package dev.nuri.indexer.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.junit.jupiter.api.Test;

class LendingAnalyzerTest {

    private static final List<String> WORDS = List.of(
            "도서관에서", "책을", "빌렸다", "東京都", "に住んで", "library", "ＧＰＵ", "圖書館", "книги", "2,024", "\uD83D\uDE00", ".");

    /** Terms with their offsets: a stream that two used at once would mix them up. */
    private static List<String> terms(Analyzer analyzer, String text) throws IOException {
        List<String> terms = new ArrayList<>();
        try (TokenStream stream = analyzer.tokenStream("body", text)) {
            CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
            stream.reset();
            while (stream.incrementToken()) {
                terms.add(term + "@" + offset.startOffset() + "-" + offset.endOffset());
                LockSupport.parkNanos(1);
            }
            stream.end();
        }
        return terms;
    }

    @Test
    void manyThreadsGetWhatOneWouldGet() throws Exception {
        long seed = Long.getLong("tests.seed", System.nanoTime());
        System.out.println("LendingAnalyzerTest: repeat with -Dtests.seed=" + seed);
        Random random = new Random(seed);
        for (String key : List.of("ko", "ja", "zh", "en", "th", "uk")) {
            Analyzer plain = AnalyzerCatalogue.BY_KEY.get(key).get();
            Analyzer lending =
                    new LendingAnalyzer(AnalyzerCatalogue.BY_KEY.get(key).get());
            List<String> texts = new ArrayList<>();
            List<List<String>> expected = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                StringBuilder text = new StringBuilder();
                for (int n = random.nextInt(30); n > 0; n--) {
                    text.append(WORDS.get(random.nextInt(WORDS.size()))).append(random.nextBoolean() ? " " : "");
                }
                texts.add(text.toString());
                expected.add(terms(plain, text.toString()));
            }
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<List<String>>> found = new ArrayList<>();
                texts.forEach(text -> found.add(threads.submit(() -> terms(lending, text))));
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(found.get(i).get())
                            .as("%s: %s", key, texts.get(i))
                            .isEqualTo(expected.get(i));
                }
            }
        }
    }

    @Test
    void aStreamIsMadeOnceAndLentAgain() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Analyzer lending = new LendingAnalyzer(counted(made));
        for (int i = 0; i < 20; i++) {
            String text = "text " + i;
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            terms(lending, text);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .join();
        }
        assertThat(made).hasValue(1);
        // One that was not read to its end is fit for the next.
        try (TokenStream stream = lending.tokenStream("body", "left in the middle")) {
            stream.reset();
            assertThat(stream.incrementToken()).isTrue();
        }
        assertThat(terms(lending, "one two")).containsExactly("one@0-3", "two@4-7");
        assertThat(made).hasValue(1);
    }

    @Test
    void whatIsClosedTwiceIsGivenBackOnce() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Analyzer lending = new LendingAnalyzer(counted(made));
        TokenStream first = lending.tokenStream("body", "first");
        first.close();
        TokenStream second = lending.tokenStream("body", "second words");
        first.close();
        try (TokenStream third = lending.tokenStream("body", "third")) {
            third.reset();
            second.reset();
            assertThat(second.incrementToken()).isTrue();
            assertThat(second.getAttribute(CharTermAttribute.class)).hasToString("second");
            assertThat(third.incrementToken()).isTrue();
            assertThat(third.getAttribute(CharTermAttribute.class)).hasToString("third");
        }
        second.close();
        assertThat(made).hasValue(2);
    }

    private static Analyzer counted(AtomicInteger made) {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                made.incrementAndGet();
                return new TokenStreamComponents(new org.apache.lucene.analysis.core.WhitespaceTokenizer());
            }
        };
    }
}
