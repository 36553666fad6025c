package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "모델 A.X-K1은 공개되었다 | a.x-k1",
                "signed on 2026-11-23. | 2026-11-23",
                "(SKU-1234/AB) | sku-1234/ab",
                "write to kim@example.org, please | kim@example.org",
                "see https://docs.example.com/a/b?c=d! | https://docs.example.com/a/b?c=d",
                "C++, C# and .NET. | c++ c# .net",
                "v2.5.1; 10.1000/182: snake_case | v2.5.1 10.1000/182 snake_case"
            })
    void keepsIdentifiersWhole(String text, String identifiers) {
        assertThat(Identifiers.in(text)).containsExactly(identifiers.split(" ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a well-known word", "and/or", "end.", "...", "a. b", "2026", "GPU", "서울-부산", "-", "+", "#", "C"
            })
    void ordinaryWordsAreNone(String text) {
        assertThat(Identifiers.in(text)).isEmpty();
    }

    @Test
    void aLongOneIsLeftToItsParts() {
        assertThat(Identifiers.in("x1-".repeat(50_000) + "y")).isEmpty();
    }
}
