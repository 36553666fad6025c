package dev.nuri.web.cli;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.moe.EngineSettings;
import dev.nuri.moe.GenerationCounters;
import dev.nuri.moe.GenerationEngine;
import dev.nuri.moe.GenerationRequest;
import dev.nuri.moe.GenerationResult;
import dev.nuri.moe.Grammar;
import dev.nuri.moe.LanguageModel;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.Speculation;
import dev.nuri.moe.chat.ChatMessage;
import dev.nuri.moe.chat.ChatOptions;
import dev.nuri.moe.chat.ChatTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Text from a model, shown as it comes. */
@Command(name = "run", description = "Lets a language model answer, or write on from a prompt.")
final class RunTask extends ModelTask {

    private static final int LONGEST = 1 << 20;

    @Option(
            names = {"-p", "--prompt"},
            required = true,
            paramLabel = "PROMPT",
            description = "What to answer, or with --raw to write on from.")
    String prompt;

    @Option(names = "--raw", description = "Give the prompt as it is, without the model's chat template.")
    boolean raw;

    @Option(names = "--system", paramLabel = "TEXT", description = "What the model is told before the prompt.")
    String system;

    @Option(names = "--think", negatable = true, description = "Whether the model thinks first, if it can do both.")
    Boolean thinking;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Tokens to write at most (default: ${DEFAULT-VALUE}).")
    int maxTokens = 512;

    @Option(names = "--temperature", paramLabel = "T", description = "0 takes the likeliest token (default: 0).")
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

    @Option(names = "--stop", paramLabel = "TEXT", description = "Stop before this text; may be repeated.")
    List<String> stops = new ArrayList<>();

    @Option(names = "--schema", paramLabel = "FILE", description = "Write JSON that this JSON Schema allows.")
    Path schema;

    @Option(
            names = "--lookup",
            paramLabel = "N",
            description = "Guess N tokens ahead where the text repeats itself: as good, often faster (default: 0).")
    int lookup;

    private Grammar grammar;

    @Override
    int run(Console console) {
        grammar = schema == null ? null : Grammar.ofJsonSchema(read(schema));
        GenerationRequest.Builder checked = settings(GenerationRequest.promptIds(0));
        checked.build(); // wrong settings are told before a large model is opened
        try (LanguageModel opened = open()) {
            return generate(opened, console);
        }
    }

    private int generate(LanguageModel opened, Console console) {
        int[] ids = promptIds(opened);
        long wanted = Math.min(opened.contextLength(), ids.length + (long) Math.min(maxTokens, LONGEST));
        if (ids.length >= opened.contextLength()) {
            throw new ModelInputException(
                    "the prompt has " + ids.length + " tokens, which overflows the model's context of "
                            + opened.contextLength() + " by " + (ids.length + 1 - opened.contextLength()));
        }
        EngineSettings settings = EngineSettings.defaults().withCacheTokens((int) Math.max(2, wanted));
        try (GenerationEngine engine = opened.newEngine(settings)) {
            StringBuilder shown = new StringBuilder();
            GenerationResult result =
                    engine.generate(settings(GenerationRequest.promptIds(ids)).build(), token -> {
                        shown.append(token.text());
                        console.piece(token.text());
                    });
            console.piece(result.text().substring(shown.length()));
            console.line("");
            console.result(json(opened, result));
            console.note(summary(opened, result.counters()));
        }
        return Exit.DONE;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new NuriException(ErrorCode.NOT_FOUND, "The schema " + file + " cannot be read.", e);
        }
    }

    /** The prompt by the model's own chat template; as it is where the model has none. */
    private int[] promptIds(LanguageModel opened) {
        Optional<ChatTemplate> template = raw ? Optional.empty() : opened.chatTemplate();
        if (template.isEmpty()) {
            if (system != null || thinking != null) {
                throw NuriException.invalid("--system and --think need the model's chat template"
                        + (raw ? ", which --raw leaves out." : ", and this model has none."));
            }
            return opened.tokenizer().encodePrompt(prompt);
        }
        List<ChatMessage> messages = new ArrayList<>();
        if (system != null) {
            messages.add(ChatMessage.of("system", system));
        }
        messages.add(ChatMessage.of("user", prompt));
        ChatOptions answer = ChatOptions.answer(Clock.systemUTC().instant());
        return template.get()
                .render(messages, thinking == null ? answer : answer.withThinking(thinking))
                .ids(opened.tokenizer());
    }

    private GenerationRequest.Builder settings(GenerationRequest.Builder request) {
        if (maxTokens < 1) {
            throw NuriException.invalid("--max-tokens must be at least 1, got " + maxTokens + ".");
        }
        if (grammar != null) {
            request.grammar(grammar);
        }
        if (lookup != 0) {
            request.speculation(new Speculation.Lookup(lookup));
        }
        return request.maxTokens(maxTokens)
                .temperature(temperature)
                .topK(topK)
                .topP(topP)
                .minP(minP)
                .seed(seed)
                .stop(stops.toArray(String[]::new));
    }

    private static Map<String, Object> json(LanguageModel opened, GenerationResult result) {
        GenerationCounters counters = result.counters();
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("text", result.text());
        out.put("ids", result.ids());
        out.put("stopReason", result.stopReason().name().toLowerCase(Locale.ROOT));
        out.put("prefillTokensPerSecond", counters.prefillTokensPerSecond());
        out.put("decodeTokensPerSecond", counters.decodeTokensPerSecond());
        out.put("promptTokens", counters.promptTokens());
        out.put("generatedTokens", counters.generatedTokens());
        out.put("weightBytesPerToken", counters.weightBytesPerToken());
        out.put("draftedTokens", counters.draftedTokens());
        out.put("acceptedTokens", counters.acceptedTokens());
        out.put("experts", counters.experts());
        out.put("backend", opened.backend());
        return out;
    }

    private static String summary(LanguageModel opened, GenerationCounters counters) {
        return String.format(
                Locale.ROOT,
                "%d tokens read at %.1f/s, %d written at %.1f/s, by %s",
                counters.promptTokens(),
                counters.prefillTokensPerSecond(),
                counters.generatedTokens(),
                counters.decodeTokensPerSecond(),
                opened.backend());
    }
}
