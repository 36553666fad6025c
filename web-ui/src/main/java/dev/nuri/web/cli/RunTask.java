package dev.nuri.web.cli;

import dev.nuri.indexer.NuriException;
import dev.nuri.moe.GenerationSession;
import dev.nuri.moe.LanguageModel;
import dev.nuri.moe.sampling.Sampler;
import dev.nuri.moe.sampling.SamplingSettings;
import dev.nuri.moe.tokenizer.Detokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Text from a model, shown as it comes. */
@Command(name = "run", description = "Lets a language model write on from a prompt.")
final class RunTask extends ModelTask {

    @Option(
            names = {"-p", "--prompt"},
            required = true,
            paramLabel = "PROMPT",
            description = "What to write on from.")
    String prompt;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Tokens to write at most (default: ${DEFAULT-VALUE}).")
    int maxTokens = 256;

    @Option(names = "--temperature", paramLabel = "T", description = "0 always takes the likeliest token (default: 0).")
    float temperature;

    @Option(names = "--top-k", paramLabel = "K", description = "Draw from the K likeliest; 0 for all (default: 0).")
    int topK;

    @Option(names = "--top-p", paramLabel = "P", description = "Draw from the likeliest that reach P (default: 1).")
    float topP = 1;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            description = "Leave out what is below P of the likeliest (default: 0).")
    float minP;

    @Option(names = "--seed", paramLabel = "N", description = "Same seed, same text (default: 0).")
    long seed;

    @Override
    int run(Console console) {
        if (maxTokens < 1) {
            throw NuriException.invalid("--max-tokens must be at least 1, got " + maxTokens + ".");
        }
        SamplingSettings sampling = new SamplingSettings(temperature, topK, topP, minP, 1, 0, Map.of(), seed);
        try (LanguageModel opened = open()) {
            return generate(opened, sampling, console);
        }
    }

    private int generate(LanguageModel opened, SamplingSettings sampling, Console console) {
        int[] ids = opened.tokenizer().encodePrompt(prompt);
        int context = Math.min(opened.contextLength(), Math.addExact(ids.length, maxTokens));
        try (GenerationSession session = opened.newSession(context)) {
            long start = System.nanoTime();
            float[] logits = session.prefill(ids);
            double prefill = (System.nanoTime() - start) / 1e9;
            Sampler sampler = new Sampler(sampling);
            Detokenizer detokenizer = opened.tokenizer().newDetokenizer();
            List<Integer> written = new ArrayList<>();
            StringBuilder text = new StringBuilder();
            start = System.nanoTime();
            for (int next = sampler.next(logits);
                    !opened.tokenizer().vocabulary().isEnd(next);
                    next = sampler.next(logits)) {
                written.add(next);
                String piece = detokenizer.accept(next);
                text.append(piece);
                console.piece(piece);
                if (written.size() == maxTokens || session.position() == session.contextTokens()) {
                    break;
                }
                logits = session.decode(next);
            }
            double decode = (System.nanoTime() - start) / 1e9;
            String last = detokenizer.finish();
            text.append(last);
            console.piece(last);
            console.line("");
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("text", text.toString());
            result.put("ids", written);
            result.put("promptTokens", ids.length);
            result.put("prefillTokensPerSecond", ids.length / prefill);
            result.put("decodeTokensPerSecond", written.size() / decode);
            result.put("backend", opened.backend());
            console.result(result);
            console.note(String.format(
                    Locale.ROOT,
                    "%d tokens read at %.1f/s, %d written at %.1f/s, by %s",
                    ids.length,
                    ids.length / prefill,
                    written.size(),
                    written.size() / decode,
                    opened.backend()));
        }
        return Exit.DONE;
    }
}
