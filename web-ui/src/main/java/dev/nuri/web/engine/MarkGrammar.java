package dev.nuri.web.engine;

import dev.nuri.generator.AnswerModel;
import dev.nuri.moe.Grammar;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The texts that a model may write from numbered passages: sentences that each end with marks of passages there are, or
 * that there is no answer. What thinks may think first.
 */
final class MarkGrammar {

    private static final int MOST_SENTENCES = 8;

    private MarkGrammar() {}

    static Grammar of(AnswerModel.Form form) {
        String numbers = IntStream.rangeClosed(1, form.passages())
                .mapToObj(n -> '"' + Integer.toString(n) + '"')
                .collect(Collectors.joining(" | "));
        String thoughts = form.think() ? "(\"<think>\" [^<]* \"</think>\" [ \\n]*)? " : "";
        return new Grammar("root ::= " + thoughts + "(\"" + AnswerModel.NO_ANSWER + "\" | sentence (\" \" sentence){0,"
                + (MOST_SENTENCES - 1)
                + "})\n"
                + "sentence ::= [^\\[\\]<>#*`\\n\\t ] [^\\[\\]<>#*`\\n\\t]* mark{1,3}\n"
                + "mark ::= \"[\" (" + numbers + ") \"]\"\n");
    }
}
