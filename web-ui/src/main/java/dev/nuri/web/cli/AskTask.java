package dev.nuri.web.cli;

import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.AskBody;
import dev.nuri.web.client.NuriClient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers a question. */
@Command(name = "ask", description = "Answers a question from the documents, each sentence with its source.")
final class AskTask extends Task.OverNuri {

    @Parameters(paramLabel = "QUESTION", arity = "1..*", description = "The question; several words are joined.")
    List<String> question;

    @Option(names = "--collection", paramLabel = "C", description = "Only this collection.")
    String collection;

    @Option(names = "--lang", paramLabel = "L", description = "Only passages in this language, such as ko.")
    String lang;

    @Override
    int run(NuriClient nuri, Console console) {
        AnswerView answer = nuri.ask(new AskBody(String.join(" ", question), collection, lang, null, null, null, null));
        console.result(answer);
        new AnswerText(console).print(answer);
        return answer.verdict().equals(AnswerView.GROUNDED) ? Exit.DONE : Exit.NO_RESULT;
    }
}
