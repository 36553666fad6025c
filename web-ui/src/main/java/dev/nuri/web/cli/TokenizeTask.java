package dev.nuri.web.cli;

import dev.nuri.moe.format.ModelFile;
import dev.nuri.moe.tokenizer.Tokenizer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Text to token ids. Needs the tokenizer only, so that it is quick for a model of any size. */
@Command(name = "tokenize", description = "Shows the token ids of a text.")
final class TokenizeTask extends Task {

    private static final HexFormat BYTES = HexFormat.ofDelimiter(" ").withUpperCase();

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
        List<String> pieces =
                Arrays.stream(ids).mapToObj(tokenizer.vocabulary()::text).toList();
        console.result(Map.of("ids", ids, "pieces", pieces));
        for (int id : ids) {
            console.line(Columns.fit(Integer.toString(id), 8) + readable(tokenizer, id));
        }
        console.line(console.faint(ids.length + (ids.length == 1 ? " token" : " tokens")));
        return Exit.DONE;
    }

    private static Tokenizer tokenizer(Path path) {
        try (ModelFile file = ModelFile.open(path)) {
            return Tokenizer.of(file.metadata());
        }
    }

    /** What an id stands for: whole characters in quotes, parts of one as bytes, a control token by its name. */
    private static String readable(Tokenizer tokenizer, int id) {
        byte[] bytes = tokenizer.bytes(id);
        if (bytes.length == 0) {
            return tokenizer.vocabulary().text(id);
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return "'" + escaped(text) + "'";
        } catch (CharacterCodingException e) {
            return "bytes " + BYTES.formatHex(bytes);
        }
    }

    /** Characters that would move the cursor as escapes. */
    private static String escaped(CharSequence text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c -> out.append(
                        switch (c) {
                            case '\n' -> "\\n";
                            case '\r' -> "\\r";
                            case '\t' -> "\\t";
                            default ->
                                Character.isISOControl(c)
                                        ? String.format(Locale.ROOT, "\\u%04X", c)
                                        : Character.toString(c);
                        }));
        return out.toString();
    }
}
