package dev.nuri.indexer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.nuri.indexer.passage.Sizes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What holds for the passages of any document. */
class PassageSplitterRandomTest {

    private static final int MAX_SIZE = 220 * Sizes.WORD;
    private static final int MAX_OVERLAP = 60 * Sizes.WORD;
    private static final String[] LANGUAGES = {"en", "de", "ko", "ja", "zh-Hans", "th", "ar", "und", "x-none"};

    private final PassageSplitter splitter = new PassageSplitter();

    @RepeatedTest(80)
    void holdsForAnyText(RepetitionInfo repetition) {
        long seed = RandomText.SEED + repetition.getCurrentRepetition();
        RandomText random = new RandomText(seed);
        String text = random.next(1 + random.nextInt(20_000));
        List<Section> sections = sections(text, random);
        String lang = LANGUAGES[random.nextInt(LANGUAGES.length)];
        SourceDocument document = PassageSplitterTest.document(text, lang, sections);

        List<Passage> passages = splitter.split(document);

        String where = "tests.seed=" + RandomText.SEED + " repetition " + repetition.getCurrentRepetition();
        for (int i = 0; i < passages.size(); i++) {
            Passage passage = passages.get(i);
            assertThat(passage.ordinal()).as(where).isEqualTo(i);
            assertThat(passage.text()).as(where).isEqualTo(text.substring(passage.start(), passage.end()));
            assertThat(passage.text())
                    .as(where)
                    .isEqualTo(passage.text().strip())
                    .isNotEmpty();
            assertThat(Sizes.of(text, passage.start(), passage.end())).as(where).isLessThanOrEqualTo(MAX_SIZE);
            assertThat(isInOneSection(passage, sections)).as(where).isTrue();
        }
        assertCovered(text, passages, where);
        assertOverlaps(text, lang, passages, sections, where);
        assertGraphemesWhole(text, passages, where);
    }

    @Test
    void takesTimeInProportionToLength() {
        for (String unit :
                List.of("word ", "漢", "ไทย", "a", "a. ", "1. ", ". ", "\n", " ", "e\u0301", "👩‍👩‍👧", "A. ")) {
            String text = unit.repeat(300_000 / unit.length());
            long start = System.nanoTime();
            List<Passage> passages = splitter.split(
                    PassageSplitterTest.document(text, "en", List.of(new Section(0, text.length(), List.of()))));
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(seconds)
                    .as("seconds for 300,000 code units of '" + unit + "'")
                    .isLessThan(20);
            assertCovered(text, passages, unit);
        }
    }

    @Test
    void cutsNoCharacterEvenInsideOneLongRun() {
        String text = "👩‍👩‍👧‍👦".repeat(2_000) + "e\u0301\u0323".repeat(20_000);
        List<Passage> passages = splitter.split(
                PassageSplitterTest.document(text, "und", List.of(new Section(0, text.length(), List.of()))));
        assertThat(passages).hasSizeGreaterThan(3);
        assertGraphemesWhole(text, passages, "long run");
    }

    private static List<Section> sections(String text, RandomText random) {
        List<Section> sections = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + 1 + random.nextInt(8_000));
            int newline = text.indexOf('\n', end);
            end = newline < 0 ? text.length() : newline + 1;
            sections.add(new Section(start, end, List.of("h" + sections.size())));
            start = end;
        }
        return sections;
    }

    private static boolean isInOneSection(Passage passage, List<Section> sections) {
        return sections.stream()
                .anyMatch(s -> s.start() <= passage.start()
                        && passage.end() <= s.end()
                        && s.headings().equals(passage.headings()));
    }

    private static void assertCovered(String text, List<Passage> passages, String where) {
        int covered = 0;
        for (Passage passage : passages) {
            assertBlank(text, covered, passage.start(), where);
            assertThat(passage.end()).as(where).isGreaterThan(covered);
            covered = passage.end();
        }
        assertBlank(text, covered, text.length(), where);
    }

    private static void assertBlank(String text, int start, int end, String where) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c > ' ' && !Character.isWhitespace(c) && !Character.isSpaceChar(c)) {
                fail(where + ": character " + i + " is in no passage");
            }
        }
    }

    /** A passage begins with the last sentence of the one before, and with nothing more of it. */
    private static void assertOverlaps(
            String text, String lang, List<Passage> passages, List<Section> sections, String where) {
        for (int i = 1; i < passages.size(); i++) {
            Passage before = passages.get(i - 1);
            Passage passage = passages.get(i);
            if (passage.start() >= before.end()) {
                continue;
            }
            assertThat(passage.headings()).as(where).isEqualTo(before.headings());
            assertThat(Sizes.of(text, passage.start(), before.end())).as(where).isLessThanOrEqualTo(MAX_OVERLAP);
            assertThat(passage.start()).as(where).isGreaterThan(before.start() - 1);
            Section section = sections.stream()
                    .filter(s -> s.headings().equals(passage.headings()))
                    .findFirst()
                    .orElseThrow();
            List<Span> sentences = PassageSplitter.sentences(text.substring(section.start(), section.end()), lang);
            int start = passage.start() - section.start();
            int end = before.end() - section.start();
            boolean oneSentence = sentences.stream().anyMatch(s -> s.start() <= start && s.end() == end);
            assertThat(oneSentence)
                    .as(where + ": overlap of passage " + i + " is one sentence")
                    .isTrue();
        }
    }

    private static void assertGraphemesWhole(String text, List<Passage> passages, String where) {
        BreakIterator characters = BreakIterator.getCharacterInstance(ULocale.ROOT);
        characters.setText(text);
        for (Passage passage : passages) {
            assertThat(characters.isBoundary(passage.start()))
                    .as(where + ": start " + passage.start())
                    .isTrue();
            assertThat(characters.isBoundary(passage.end()))
                    .as(where + ": end " + passage.end())
                    .isTrue();
        }
    }
}
