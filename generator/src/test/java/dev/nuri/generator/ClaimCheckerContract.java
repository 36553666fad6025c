package dev.nuri.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.nuri.generator.Claim.Support;
import dev.nuri.generator.ClaimChecker.Check;
import dev.nuri.generator.ClaimChecker.Source;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageSplitter;
import dev.nuri.indexer.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds of every checker of claims. */
abstract class ClaimCheckerContract {

    private static final int ROUNDS = 400;

    abstract ClaimChecker checker();

    @Test
    void aClaimWithoutSourcesIsRefused() {
        assertThatThrownBy(() -> checker().check("The harbour opened.", "en", List.of()))
                .isInstanceOf(NuriException.class)
                .hasMessageContaining("one source or more");
    }

    @Test
    void whatHasNoWordsIsUnsupported() {
        for (String claim : List.of("", " \n", "…", "😀😀", "\u0000\uFFFF")) {
            Check check = checker().check(claim, "en", List.of(new Source("The harbour opened.", "en", "")));
            assertThat(check.support()).isEqualTo(Support.UNSUPPORTED);
            assertThat(check.reason()).isNotEmpty();
        }
    }

    @Test
    void aClaimLongerThanASentenceIsUnsupported() {
        String claim = "The harbour opened. ".repeat(300);
        Check check = checker().check(claim, "en", List.of(new Source(claim, "en", "")));
        assertThat(check.support()).isEqualTo(Support.UNSUPPORTED);
        assertThat(check.reason()).contains("longer than");
    }

    @Test
    void anySourceMayBeEmpty() {
        Check check = checker().check("The harbour opened.", "en", List.of(new Source("", "en", "")));
        assertThat(check.support()).isEqualTo(Support.UNSUPPORTED);
    }

    @Test
    void anyTextHasAVerdictAndTheSameOneTwice() {
        Random random = Seeds.random(getClass());
        RandomText texts = new RandomText(random);
        for (int round = 0; round < ROUNDS; round++) {
            String claim = random.nextInt(3) == 0 ? anything(random) : texts.words(1 + random.nextInt(30));
            List<Source> sources = IntStream.rangeClosed(0, random.nextInt(3))
                    .mapToObj(i -> new Source(
                            random.nextInt(4) == 0 ? anything(random) : texts.document(),
                            texts.lang(),
                            random.nextBoolean() ? "" : texts.document()))
                    .toList();
            String lang = texts.lang();
            Check check = checker().check(claim, lang, sources);
            assertThat(check.score()).as(claim).isBetween(0.0, 1.0);
            assertThat(check.reason().isEmpty()).as(claim).isEqualTo(check.support() == Support.SUPPORTED);
            assertThat(checker().check(claim, lang, sources)).as(claim).isEqualTo(check);
        }
    }

    @Test
    void whatStandsInASourceIsSupported() {
        Random random = Seeds.random(getClass());
        List<String> sentences = List.of(
                "The lighthouse at Brandt was built in 1874 and stands 31 metres tall.",
                "It never failed during the storm of 12 March 1901.",
                "Visitors pay 4.50 euros, children nothing.",
                "No ship has been lost there since.");
        for (int round = 0; round < ROUNDS / 10; round++) {
            List<String> order = new ArrayList<>(sentences);
            java.util.Collections.shuffle(order, random);
            String text = String.join(" ", order);
            for (Span span : PassageSplitter.sentences(text, "en")) {
                Check check = checker().check(span.of(text), "en", List.of(new Source(text, "en", "")));
                assertThat(check.support()).as(span.of(text) + check.reason()).isEqualTo(Support.SUPPORTED);
            }
        }
    }

    @Test
    void anotherSourceTakesNoSupportAway() {
        Source own = new Source("The bridge was opened in 1871.", "en", "");
        Source other = new Source("The harbour has 3 lighthouses and a museum.", "en", "");
        Check check = checker().check("The bridge was opened in 1871.", "en", List.of(other, own));
        assertThat(check.support()).isEqualTo(Support.SUPPORTED);
    }

    @Test
    void aLongSourceIsReadInTime() {
        String sentence =
                "In 1871 Robert Brandt opened a bridge of 320 metres near Lindow, which was not built of stone. ";
        String text = sentence.repeat(20_000 / sentence.length());
        String run = "a1 ".repeat(7_000);
        assertTimeout(Duration.ofSeconds(20), () -> {
            for (String source : List.of(text, run, "漢字".repeat(10_000), "ア".repeat(20_000), "1".repeat(20_000))) {
                for (String claim : List.of(sentence, run.substring(0, 3000), "漢字".repeat(200), "1".repeat(3000))) {
                    assertThat(checker().check(claim, "ja", List.of(new Source(source, "ja", text))))
                            .isNotNull();
                }
            }
        });
    }

    /** Any code units, halves of characters included. */
    private static String anything(Random random) {
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(120);
        for (int i = 0; i < length; i++) {
            int block = random.nextInt(6);
            text.append((char)
                    switch (block) {
                        case 0 -> random.nextInt(0x10000);
                        case 1 -> 0xD800 + random.nextInt(0x800);
                        case 2 -> '0' + random.nextInt(10);
                        case 3 -> ' ';
                        case 4 -> 0x600 + random.nextInt(0xA00);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }
}
