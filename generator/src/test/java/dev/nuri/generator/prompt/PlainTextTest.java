package dev.nuri.generator.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "He says <img src=x onerror=y> every morning.|He says every morning.",
                "He says <img src=x> <script>z</script> every morning.|He says z every morning.",
                "<script> </script> He  says\u00A0so.|He says so.",
                "He says so. <img src=x>|He says so.",
                "He<img src=x>says.|Hesays.",
                "See ![a  map](x.png) and [this](http://x.y).|See a map and this.",
                "It stands [3] there.|It stands there.",
                "a < b and <b>bold</b> stay.|a < b and <b>bold</b> stay."
            })
    void aQuoteIsShownWithoutTagsAndWithoutTheGapsTheyLeave(String quote, String shown) {
        assertThat(PlainText.ofQuote(quote)).isEqualTo(shown);
        assertThat(PlainText.isInert(shown)).isTrue();
        assertThat(PlainText.ofQuote(shown)).isEqualTo(shown);
    }

    /** A tag that is too long to be one stays text; when its gaps are folded it is one. */
    @Test
    void whatBecomesATagWhenItIsShorterIsTakenOutToo() {
        String quote = "He says <img " + "<img x> ".repeat(3) + " ".repeat(2_500) + "src=x> so.";
        assertThat(PlainText.ofQuote(quote)).isEqualTo(PlainText.ofQuote(PlainText.ofQuote(quote)));
        assertThat(PlainText.isInert(PlainText.ofQuote(quote))).isTrue();
    }

    @Test
    void nothingButTagsLeavesNothing() {
        assertThat(PlainText.ofQuote("<img src=x> \n <svg/>")).isEmpty();
    }
}
