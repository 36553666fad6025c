package dev.nuri.indexer.extract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.Section;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plain text, Markdown, HTML, CSV and XML. */
class TextFormatsTest {

    private static final String PROSE = "The library is open to everyone who lives in the town. ".repeat(12);

    @Test
    void htmlKeepsTheMainContentOnly() {
        ExtractedDocument page =
                Reading.of("page.html", """
                        <html lang="en"><head><title>Opening hours</title><style>p{color:red}</style></head><body>
                        <header><a href="/">Home</a></header><nav><a href="/a">First</a> <a href="/b">Second</a></nav>
                        <div class="cookie-banner">We use cookies.</div>
                        <main><h1>Hours</h1><p>PROSE</p><h2>Holidays</h2><ul><li>New Year</li><li><p>Easter</p></li></ul>
                        <table><tr><th>Day</th><th>From</th></tr><tr><td>Monday</td><td>9</td></tr></table>
                        <pre>line one
                          line two</pre></main>
                        <form><label>Search</label></form><footer>Imprint</footer><script>track()</script></body></html>
                        """.replace("PROSE", PROSE)).only();

        assertThat(page.title()).isEqualTo("Opening hours");
        assertThat(page.metadata()).containsEntry("language", "en");
        assertThat(page.text())
                .contains("• New Year\n• Easter", "Day | From\nMonday | 9", "line one\n")
                .doesNotContain("cookies", "Home", "First", "Imprint", "Search", "track");
        assertThat(headings(page)).containsExactly(List.of("Hours"), List.of("Hours", "Holidays"));
        assertThat(page.warnings()).isEmpty();
    }

    @Test
    void htmlThatIsAllLinksIsKept() {
        ExtractedDocument page = Reading.of(
                        "links.html", "<body><nav><ul><li><a href=1>One</a><li><a href=2>Two</a></ul></nav></body>")
                .only();

        assertThat(page.text()).contains("One", "Two");
    }

    @Test
    void hiddenTextIsLeftOutAndReported() {
        for (String hidden : List.of(
                "<p style='display: none'>SECRET</p>",
                "<p hidden>SECRET</p>",
                "<p aria-hidden=true>SECRET</p>",
                "<p style='font-size:0'>SECRET</p>",
                "<span style='color:#FFF;background-color:white'>SECRET</span>",
                "<style>.x > b { visibility: hidden }</style><p class=x><b>SECRET</b></p>",
                "<div style='position:absolute;left:-9999px'>SECRET</div>")) {
            ExtractedDocument page = Reading.of("page.html", "<html><body><p>Seen.</p>" + hidden + "</body></html>")
                    .only();
            assertThat(page.text()).as(hidden).isEqualTo("Seen.");
            assertThat(page.warnings()).as(hidden).containsExactly("Hidden text was left out.");
        }
    }

    @Test
    void deepNestingIsNoProblem() {
        String html = "<html><body>" + "<div>".repeat(20_000) + "bottom";

        assertThat(Reading.of("deep.html", html).only().text()).isEqualTo("bottom");
        assertThat(Reading.of("deep.md", "> ".repeat(20_000) + "bottom").everything())
                .contains("bottom");
    }

    @Test
    void markdownHasStructure() {
        ExtractedDocument page = Reading.of("guide.md", """
                        ---
                        title: "The guide"
                        author: Someone
                        ---
                        # Start

                        Read [the manual](https://example.org/x) *first*.

                        ## Steps

                        1. One
                        2. Two

                        | Key | Value |
                        |-----|-------|
                        | a   | 1     |

                        ```
                        code here
                          indented
                        ```
                        """).only();

        assertThat(page.title()).isEqualTo("The guide");
        assertThat(page.metadata()).containsEntry("author", "Someone");
        assertThat(page.text())
                .isEqualTo(
                        "Start\n\nRead the manual first.\n\nSteps\n\n• One\n• Two\n\nKey | Value\na | 1\n\ncode here\n  indented");
        assertThat(headings(page)).containsExactly(List.of("Start"), List.of("Start", "Steps"));
    }

    @Test
    void wrappedLinesOfPlainTextAreJoined() {
        ExtractedDocument text = Reading.of("wrapped.txt", """
                        Opening hours
                        =============

                        The library opens at nine in the morning on all working days and closes at
                        six in the evening; in the summer it closes at eight because of the inter-
                        national reading festival that takes place in the garden.

                        Monday: 9
                        Tuesday: 10
                        """).only();

        assertThat(text.text())
                .isEqualTo(
                        "Opening hours\n\nThe library opens at nine in the morning on all working days and closes at six"
                                + " in the evening; in the summer it closes at eight because of the international reading festival"
                                + " that takes place in the garden.\n\nMonday: 9\nTuesday: 10");
        assertThat(text.title()).isEqualTo("Opening hours");
        assertThat(headings(text)).containsExactly(List.of("Opening hours"));
    }

    @Test
    void japaneseLinesAreJoinedWithoutSpace() {
        String line = "図書館は平日の朝九時に開き、夕方六時に閉まります。夏の間は庭で";

        assertThat(Reading.of("ja.txt", (line + "\n").repeat(3)).only().text()).isEqualTo(line.repeat(3));
    }

    @Test
    void utf16WithoutMarkIsText() {
        byte[] bytes = "पुस्तकालय आज देर से खुलता है क्योंकि मरम्मत चल रही है".getBytes(StandardCharsets.UTF_16LE);

        assertThat(Reading.of("hindi.txt", bytes).only().text()).startsWith("पुस्तकालय आज");
    }

    @Test
    void csvRowsStayReadable() {
        byte[] bytes = "이름;값\n\"홍길동; 대리\";42\n".getBytes(Charset.forName("EUC-KR"));

        ExtractedDocument table = Reading.of("표.csv", bytes).only();

        assertThat(table.text()).isEqualTo("이름 | 값\n홍길동; 대리 | 42");
        assertThat(table.metadata()).containsEntry("charset", "x-windows-949");
    }

    @Test
    void externalEntitiesAndEntityBombsAreRefused() {
        String external = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><a>&e;</a>";
        StringBuilder bomb = new StringBuilder("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY e0 'lol'>");
        for (int i = 1; i < 12; i++) {
            bomb.append("<!ENTITY e")
                    .append(i)
                    .append(" '")
                    .append(("&e" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        bomb.append("]><a>&e11;</a>");

        assertThat(Reading.of("a.xml", external).onlyFailure().reason()).contains("outside itself");
        assertThat(Reading.of("b.xml", bomb.toString()).onlyFailure().stage()).isEqualTo("limit");
        assertThat(Reading.of("c.xml", "<?xml version='1.0'?><a><b>one</b><b>two</b></a>")
                        .only()
                        .text())
                .isEqualTo("one\n\ntwo");
    }

    @Test
    void binariesAreRejectedByContent() {
        byte[] junk = new byte[4096];
        new java.util.Random(7).nextBytes(junk);
        byte[] program = new byte[512];
        System.arraycopy(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1}, 0, program, 0, 7);
        program[16] = 2;

        assertThat(Reading.of("notes.txt", junk).onlyFailure().stage()).isEqualTo("detect");
        assertThat(Reading.of("notes.txt", program).onlyFailure().stage()).isEqualTo("detect");
        assertThat(Reading.of("report.docx", "not a package").onlyFailure().stage())
                .isEqualTo("detect");
    }

    @Test
    void whatNobodySeesIsRemoved() {
        assertThat(Cleaner.line(" a\u00ADb\u200B \u00A0\tc\uFEFF\u0007d\uD800 "))
                .isEqualTo("ab cd");
        assertThat(Cleaner.line("می\u200Cخواهم e\u0301")).isEqualTo("می\u200Cخواهم é");
    }

    private static List<List<String>> headings(ExtractedDocument document) {
        return document.sections().stream().map(Section::headings).toList();
    }
}
