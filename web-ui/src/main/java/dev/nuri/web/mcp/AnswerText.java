package dev.nuri.web.mcp;

import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.CitationView;
import dev.nuri.web.api.HitView;

/** An answer with its sources, for a language model to read. */
final class AnswerText {

    private AnswerText() {}

    static String of(AnswerView answer) {
        StringBuilder text = new StringBuilder(answer.answer());
        for (CitationView c : answer.citations()) {
            text.append("\n\n[")
                    .append(c.n())
                    .append("] ")
                    .append(c.title())
                    .append(" (")
                    .append(c.lang());
            text.append(", documentId ")
                    .append(c.documentId())
                    .append(", start ")
                    .append(c.start());
            text.append("): ").append(c.quote().strip());
        }
        if (answer.nearest() != null && !answer.nearest().isEmpty()) {
            text.append("\n\nNearest passages:");
            for (HitView hit : answer.nearest()) {
                text.append("\n\n")
                        .append(hit.title())
                        .append(" (")
                        .append(hit.lang())
                        .append(", documentId ");
                text.append(hit.documentId())
                        .append(", start ")
                        .append(hit.start())
                        .append("): ");
                text.append(hit.text().strip());
            }
        }
        return text.toString();
    }
}
