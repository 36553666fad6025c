package dev.nuri.web.cli;

import dev.nuri.hw.TensorType;
import dev.nuri.moe.GenerationSession;
import dev.nuri.moe.LanguageModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The scores of every token to come next. Keys and values are kept in F32, as references compute them. */
@Command(name = "logits", description = "Shows a model's scores for the token after the given ones.")
final class LogitsTask extends ModelTask {

    private static final int SHOWN = 10;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IDS", split = ",", description = "Token ids.")
    List<Integer> ids;

    @Override
    int run(Console console) {
        try (LanguageModel opened = open();
                GenerationSession session = opened.newSession(ids.size(), TensorType.F32)) {
            float[] logits =
                    session.prefill(ids.stream().mapToInt(Integer::intValue).toArray());
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("backend", opened.backend());
            result.put("vocab", logits.length);
            result.put("logits", logits);
            console.result(result);
            best(logits)
                    .forEach(id -> console.line(Columns.fit(Integer.toString(id), 8)
                            + String.format(Locale.ROOT, "%12.5f  ", logits[id]) + "'"
                            + opened.tokenizer().vocabulary().text(id) + "'"));
            console.line(console.faint("the " + Math.min(SHOWN, logits.length) + " greatest of " + logits.length
                    + ", by " + opened.backend()));
        }
        return Exit.DONE;
    }

    private static List<Integer> best(float[] logits) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted((a, b) -> Float.compare(logits[b], logits[a]))
                .limit(SHOWN)
                .toList();
    }
}
