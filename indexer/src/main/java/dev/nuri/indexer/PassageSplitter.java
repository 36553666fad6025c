package dev.nuri.indexer;

import dev.nuri.indexer.passage.SectionPacker;
import dev.nuri.indexer.passage.SentenceFinder;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts documents into passages: whole sentences of one section, about 120 to 220 words (300 to 550 characters of
 * Chinese, Japanese or Korean), the last sentence of one repeated at the start of the next unless it is long. A
 * heading's line begins the first passage of its section. A sentence too long for a passage is cut at a word border.
 *
 * <p>Every character that is not white space is in some passage. Thread-safe; time is linear in the document's length.
 */
public final class PassageSplitter {

    private final PassageLanguage languages;

    /** A splitter that names passages' languages with the standard identifier. */
    public PassageSplitter() {
        this(LanguageIdentifiers.standard());
    }

    /** A splitter that names passages' languages with {@code identifier}. */
    public PassageSplitter(LanguageIdentifier identifier) {
        this.languages = new PassageLanguage(identifier);
    }

    /** The passages of a document in order; none for a document without text. */
    public List<Passage> split(SourceDocument document) {
        List<Passage> passages = new ArrayList<>();
        for (Section section : sectionsOf(document)) {
            for (Span span : SectionPacker.pack(document.text(), section.start(), section.end(), document.lang())) {
                passages.add(passage(document, section, span, passages.size()));
            }
        }
        return passages;
    }

    /**
     * The sentences of a text in order, each without the white space around it.
     *
     * @param lang BCP 47 tag, {@code und} when unknown
     */
    public static List<Span> sentences(String text, String lang) {
        List<Span> sentences = new ArrayList<>();
        SentenceFinder.find(text, 0, text.length(), lang, sentences::add);
        return sentences;
    }

    private static List<Section> sectionsOf(SourceDocument document) {
        return document.sections().isEmpty()
                ? List.of(new Section(0, document.text().length(), List.of()))
                : document.sections();
    }

    private Passage passage(SourceDocument document, Section section, Span span, int ordinal) {
        String text = span.of(document.text());
        return new Passage(
                document.id(),
                ordinal,
                span.start(),
                span.end(),
                text,
                languages.of(text, document.lang()),
                section.headings(),
                pageAt(document.pages(), span.start()));
    }

    /** Number of the page that holds {@code position}; 0 when there is none. */
    private static int pageAt(List<PageStart> pages, int position) {
        int low = 0;
        int high = pages.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pages.get(middle).start() <= position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : pages.get(low - 1).number();
    }
}
