package dev.nuri.web.cli;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.nuri.web.api.AnswerView;
import dev.nuri.web.api.AskBody;
import dev.nuri.web.api.IngestBody;
import dev.nuri.web.api.IngestView;
import dev.nuri.web.api.StatusView;
import dev.nuri.web.client.NuriClient;
import dev.nuri.web.client.NuriClients;
import dev.nuri.web.config.Key;
import dev.nuri.web.config.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what Nuri does, on its own guide. */
@Command(
        name = "demo",
        description = "Indexes the bundled guide in 8 languages, asks questions, prints the answers, serves the page.")
final class DemoTask extends Task {

    private static final String COLLECTION = "guide";

    @Option(names = "--once", description = "End after the answers instead of serving the page.")
    boolean once;

    @Option(names = "--port", paramLabel = "P", description = "Port of the page (default: 8080; 0: a free one).")
    String port;

    /**
     * What the demo did.
     *
     * @param indexed the guide
     * @param answers one per language
     */
    record Report(Indexed indexed, List<Answered> answers) {}

    /**
     * The guide as indexed.
     *
     * @param documents how many
     * @param passages how many
     * @param failed files that could not be read
     * @param seconds this run took
     */
    record Indexed(long documents, long passages, long failed, double seconds) {}

    /**
     * A question with its answer.
     *
     * @param question as asked
     * @param answer as given
     */
    record Answered(String question, @JsonUnwrapped AnswerView answer) {}

    @Override
    int run(Console console) {
        Map<Key, String> own = new HashMap<>();
        own.put(Key.PORT, port);
        Settings configured = options.settings(own);
        // A folder of its own: the guide must not mix with the user's documents.
        Settings settings = configured.withDataDir(configured.dataDir().resolve("demo"));
        Guide guide = Guide.find();
        if (once) {
            try (NuriClient nuri = NuriClients.open(settings)) {
                return show(nuri, guide, console);
            }
        }
        return Server.run(settings, (url, nuri) -> {
            show(nuri, guide, console);
            console.note("");
            console.note("Nuri is at " + url + " for you to try; Ctrl-C ends it.");
        });
    }

    private static int show(NuriClient nuri, Guide guide, Console console) {
        IngestView report;
        try (Progress progress = Progress.of(console)) {
            report = nuri.index(IngestBody.of(guide.folders(), COLLECTION, null), progress);
        }
        StatusView status = nuri.status();
        Indexed indexed = new Indexed(
                status.documents(), status.passages(), report.documents().failed(), report.seconds());
        console.line(console.bold(String.format(
                Locale.ROOT,
                "Indexed %d documents, %d passages, in %.1f s (%d failed)",
                indexed.documents(),
                indexed.passages(),
                indexed.seconds(),
                indexed.failed())));
        List<Answered> answers = new ArrayList<>();
        for (Guide.Question question : guide.onePerLanguage()) {
            answers.add(ask(nuri, question, console));
        }
        console.result(new Report(indexed, answers));
        return indexed.failed() == 0 ? Exit.DONE : Exit.PARTIAL;
    }

    private static Answered ask(NuriClient nuri, Guide.Question question, Console console) {
        AnswerView answer = nuri.ask(new AskBody(question.question(), COLLECTION, null, null, null, null, null));
        console.line("");
        console.line(console.accent(question.lang() + "  ") + console.bold(question.question()));
        new AnswerText(console).print(answer);
        return new Answered(question.question(), answer);
    }
}
