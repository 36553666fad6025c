package dev.nuri.generator.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nuri.generator.AnswerFigures;
import dev.nuri.generator.AnswerReport;
import dev.nuri.generator.AnswerReport.Outcome;
import dev.nuri.retriever.Split;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportPageTest {

    private static final String HOSTILE =
            "</script><script>alert(1)</script><img src=x onerror='a' \"b\"> & ]]> \u0000 \uD800 \u202E";

    private static Outcome outcome(String id, String question, String verdict, Boolean right, double score) {
        String reason = right == null || right ? "" : "Because " + HOSTILE;
        return new Outcome(
                id, question, true, List.of("answer " + id), "said " + id, reason, verdict, right, 0.0, score);
    }

    private static AnswerReport report(String set, String question) {
        List<Outcome> outcomes = new ArrayList<>();
        outcomes.add(outcome("sure", question, "grounded", false, 0.9));
        outcomes.add(outcome("right", "ما هو؟", "grounded", true, 0.8));
        outcomes.add(outcome("less", "ما هي؟", "grounded", false, 0.6));
        outcomes.add(outcome("none", "כמה?", "abstained", false, 0));
        Map<String, Double> figures = new HashMap<>(Map.of("answerInCitation", 0.4321, "em", 0.25, "p95Ms", 12.4));
        figures.put("hallucinationRate", null);
        Map<String, Double> second = Map.of("answerInCitation", 0.6321);
        return new AnswerReport(
                Map.of(set, new AnswerFigures("ar", 4, figures), "second", new AnswerFigures("ar", 6, second)),
                Map.of("empty", HOSTILE),
                Map.of(set, outcomes),
                Split.TEST,
                1234,
                "model " + HOSTILE,
                null);
    }

    private static Document parsed(String page) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        DocumentBuilder builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder.parse(new InputSource(new StringReader(page)));
    }

    private static List<Element> elements(Document page, String name) {
        NodeList found = page.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .toList();
    }

    private static List<String> texts(Document page, String name) {
        return elements(page, name).stream().map(Element::getTextContent).toList();
    }

    @Test
    void isWellFormedAndLetsNothingIn() throws Exception {
        String page = report("<b>set</b>", HOSTILE).toHtml();
        Document parsed = parsed(page);
        assertThat(elements(parsed, "script")).isEmpty();
        assertThat(elements(parsed, "img")).isEmpty();
        assertThat(elements(parsed, "b")).isEmpty();
        assertThat(elements(parsed, "link")).isEmpty();
        assertThat(page).doesNotContain("http:", "https:", "url(", "@import");
        assertThat(texts(parsed, "h3").getFirst()).startsWith("</script><script>alert(1)</script><img src=x");
    }

    @Test
    void holdsTheFigures() throws Exception {
        Document page = parsed(report("set", "?").toHtml());
        List<Element> rows = elements(page, "tr");
        assertThat(rows)
                .anySatisfy(row -> assertThat(row.getTextContent().lines().toList())
                        .as("the language: the mean of its sets")
                        .startsWith("ar", "10", "–", "53.2"));
        assertThat(rows)
                .anySatisfy(row -> assertThat(row.getTextContent().lines().toList())
                        .startsWith("set", "4", "–", "43.2", "–", "25.0")
                        .endsWith("12"));
        assertThat(texts(page, "p"))
                .anyMatch(text -> text.contains("10 questions of 2 sets (test)") && text.contains("1,234"));
    }

    @Test
    void worstCasesAreWrongAnswersTheSurestFirst() throws Exception {
        Document page = parsed(report("set", "why?").toHtml());
        assertThat(texts(page, "h3")).containsExactly("why?", "ما هي؟", "כמה?");
        assertThat(elements(page, "h3")).allMatch(h -> h.getAttribute("dir").equals("auto"));
        assertThat(texts(page, "dd")).contains("said less", "answer less", "0.60");
        List<Outcome> many = IntStream.range(0, 40)
                .mapToObj(i -> outcome("q" + i, "?", "grounded", false, i / 40.0))
                .toList();
        assertThat(WorstCases.of(many)).hasSize(10).first().isEqualTo(many.getLast());
    }

    @Test
    void riskIsOfTheSurestAnswersFirst() {
        List<Outcome> outcomes = List.of(
                outcome("a", "?", "grounded", true, 0.9),
                outcome("b", "?", "grounded", false, 0.7),
                outcome("c", "?", "grounded", true, 0.7),
                outcome("d", "?", "abstained", false, 0),
                outcome("unknown", "?", "grounded", null, 0.95));
        RiskCoverage curve = RiskCoverage.of(outcomes);
        assertThat(curve.questions()).isEqualTo(4);
        assertThat(curve.points())
                .as("equal scores are one point")
                .containsExactly(new RiskCoverage.Point(0.25, 0, 0.9), new RiskCoverage.Point(0.75, 1 / 3.0, 0.7));
        assertThat(curve.at(0.5).orElseThrow().risk()).isCloseTo(1 / 3.0, within(1e-9));
        assertThat(curve.at(0.8)).isEmpty();
    }

    @Test
    void theChartHasALineForEachLanguageAndOneForAll() throws Exception {
        Document page = parsed(report("set", "?").toHtml());
        assertThat(elements(page, "polyline")).hasSize(2);
        assertThat(elements(page, "polyline").getLast().getAttribute("points").split(" ", -1))
                .hasSize(3);
    }
}
