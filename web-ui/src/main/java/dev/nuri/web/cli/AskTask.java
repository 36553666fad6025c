package dev.nuri.web.cli;

import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.AskBody;
import dev.nuri.web.client.NuriClient;
import dev.nuri.web.config.Key;
import dev.nuri.web.config.ModelNames;
import dev.nuri.web.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    @Option(
            names = "--model",
            paramLabel = "ID",
            description = "Who writes: extractive, or a language model as nuri.model names it.")
    String model;

    @Option(names = "--think", description = "Let a model that can think first.")
    boolean think;

    /** Without a server this process loads the model that is asked for. */
    @Override
    Settings settings() {
        Map<Key, String> own = new HashMap<>();
        own.put(Key.MODEL, AskBody.EXTRACTIVE.equals(model) ? Settings.NONE : model);
        return options.settings(own);
    }

    @Override
    int run(NuriClient nuri, Console console) {
        String asked = model == null ? null : ModelNames.shown(model);
        AnswerView answer = nuri.ask(
                new AskBody(String.join(" ", question), collection, lang, null, asked, think ? true : null, null));
        console.result(answer);
        new AnswerText(console).print(answer);
        return answer.verdict().equals(AnswerView.GROUNDED) ? Exit.DONE : Exit.NO_RESULT;
    }
}
