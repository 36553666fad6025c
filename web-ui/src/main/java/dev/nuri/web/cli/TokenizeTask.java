package dev.nuri.web.cli;

import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Text to token ids. Needs the tokenizer only, so that it is quick for a model of any size. */
@Command(name = "tokenize", description = "Shows the token ids of a text.")
final class TokenizeTask extends Task {

    @Parameters(index = "0", paramLabel = "MODEL", description = "A catalogue id, a GGUF file or a model folder.")
    String model;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT", description = "The text; words are joined.")
    List<String> text;

    @Option(
            names = "--prompt",
            description = "Read it as a prompt: control tokens count, and the begin token is put before it.")
    boolean prompt;

    @Override
    int run(Console console) {
        String joined = String.join(" ", text);
        Tokenizer tokenizer = new Models(options.settings()).read(model, TokenizeTask::tokenizer);
        int[] ids = prompt ? tokenizer.encodePrompt(joined) : tokenizer.encode(joined);
        console.result(Map.of("ids", ids));
        for (int id : ids) {
            console.line(Columns.fit(Integer.toString(id), 8) + "'" + piece(tokenizer, id) + "'");
        }
        console.line(console.faint(ids.length + (ids.length == 1 ? " token" : " tokens")));
        return Exit.DONE;
    }

    private static Tokenizer tokenizer(Path path) {
        try (ModelFile file = ModelFile.open(path)) {
            return Tokenizer.of(file.metadata());
        }
    }

    /** What an id stands for; where that is part of a character, in the tokenizer's own spelling. */
    private static String piece(Tokenizer tokenizer, int id) {
        String text = tokenizer.decode(id);
        boolean whole = !text.isEmpty() && text.indexOf('\uFFFD') < 0;
        return whole ? text : tokenizer.vocabulary().text(id);
    }
}
