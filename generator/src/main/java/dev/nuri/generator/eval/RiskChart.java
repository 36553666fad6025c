package dev.nuri.generator.eval;

import dev.nuri.generator.eval.RiskCoverage.Point;
import java.util.Locale;
import java.util.Map;

/** Draws risk by coverage as an SVG: a line for each language, and a thick one for all. */
final class RiskChart {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 340;
    private static final int LEFT = 52;
    private static final int TOP = 12;
    private static final int RIGHT = 20;
    private static final int BOTTOM = 44;
    private static final int TICKS = 5;

    private final Html html;

    private RiskChart(Html html) {
        this.html = html;
    }

    static void draw(Html html, RiskCoverage all, Map<String, RiskCoverage> languages) {
        RiskChart chart = new RiskChart(html);
        html.raw("<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" role=\"img\" aria-labelledby=\"chart-title\">\n")
                .element(
                        "title",
                        "id=\"chart-title\"",
                        "Share of wrong answers by share of questions answered, the surest first");
        chart.axes();
        languages.forEach((lang, curve) -> chart.line(curve, "one", lang));
        chart.line(all, "all", "all questions");
        html.raw("</svg>\n");
    }

    private static double x(double coverage) {
        return LEFT + coverage * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double risk) {
        return TOP + (1 - risk) * (HEIGHT - TOP - BOTTOM);
    }

    private void axes() {
        for (int i = 0; i <= TICKS; i++) {
            double at = (double) i / TICKS;
            segment(x(at), y(0), x(at), y(1));
            segment(x(0), y(at), x(1), y(at));
            label(x(at), y(0) + 18, "middle", 100 * i / TICKS + "");
            label(x(0) - 8, y(at) + 4, "end", 100 * i / TICKS + "");
        }
        label(x(0.5), HEIGHT - 6.0, "middle", "answered, % of questions, the surest first");
        html.raw(String.format(
                        Locale.ROOT,
                        "<text transform=\"translate(14 %.1f) rotate(-90)\" text-anchor=\"middle\">",
                        y(0.5)))
                .text("wrong, % of answers")
                .raw("</text>\n");
    }

    private void segment(double fromX, double fromY, double toX, double toY) {
        html.raw(String.format(
                Locale.ROOT,
                "<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>%n",
                fromX,
                fromY,
                toX,
                toY));
    }

    private void label(double x, double y, String anchor, String text) {
        html.element(
                "text", String.format(Locale.ROOT, "x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\"", x, y, anchor), text);
    }

    private void line(RiskCoverage curve, String kind, String name) {
        if (curve.points().isEmpty()) {
            return;
        }
        StringBuilder path = new StringBuilder();
        for (Point point : curve.points()) {
            path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.coverage()), y(point.risk())));
        }
        Point last = curve.points().getLast();
        html.raw("<g class=\"" + kind + "\">")
                .element("title", "", name)
                .raw("<polyline points=\"" + path.toString().strip() + "\"/>")
                .raw(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/></g>%n",
                        x(last.coverage()),
                        y(last.risk())));
    }
}
