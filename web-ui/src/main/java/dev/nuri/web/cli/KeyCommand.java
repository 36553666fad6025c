package dev.nuri.web.cli;

import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Viewer;
import dev.nuri.web.access.ApiKey;
import dev.nuri.web.access.AuditEvent;
import dev.nuri.web.access.Caller.Verb;
import dev.nuri.web.access.Keys;
import dev.nuri.web.api.KeyView;
import dev.nuri.web.config.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keys by which a server with {@code nuri.auth=keys} knows its callers. A running server sees a change at once. */
@Command(
        name = "key",
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes, lists and revokes the keys by which a server knows its callers.",
        subcommands = {KeyCommand.CreateTask.class, KeyCommand.ListTask.class, KeyCommand.RevokeTask.class})
final class KeyCommand implements Runnable {

    @Spec
    CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Show this help.")
    boolean help;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name one of: create, list, revoke");
    }

    /** A new one. */
    @Command(
            name = "create",
            description = "Makes a key and shows its secret, once.",
            footer = "It is sent as Authorization: Bearer KEY; programs written for OpenAI take it as their API key.")
    static final class CreateTask extends Task {

        private static final Pattern TIME = Pattern.compile("(\\d{1,5})([hdwy])");
        private static final Map<String, Long> HOURS = Map.of("h", 1L, "d", 24L, "w", 24L * 7, "y", 24L * 365);

        @Parameters(paramLabel = "NAME", description = "For whom or what it is.")
        String name;

        @Option(
                names = "--verbs",
                paramLabel = "V,...",
                description = "What it may do: read, write, admin (default: read).")
        String verbs = "read";

        @Option(names = "--collections", paramLabel = "C,...", description = "Collections it is for (default: all).")
        String collections;

        @Option(
                names = "--principals",
                paramLabel = "P,...",
                description = "Who its bearer is, such as user:kim,group:staff (default: nobody in particular).")
        String principals;

        @Option(
                names = "--reads-all",
                description = "It reads every document of its collections, whoever may read them.")
        boolean readsAll;

        @Option(
                names = "--expires",
                paramLabel = "TIME",
                description = "When it ends: 12h, 90d, 4w, 1y (default: never).")
        String expires;

        @Override
        int run(Console console) {
            Settings settings = options.settings();
            Keys keys = new Keys(settings.dataDir());
            Keys.Created created = keys.create(name, grant(), expiry());
            settings.audit().done(AuditEvent.KEY_CREATED, created.key().id());
            console.result(view(created.key(), created.secret()));
            console.line(created.secret());
            console.note("This is the key of '" + created.key().name() + "'. It is shown once: what is kept does not"
                    + " reveal it. nuri key revoke " + created.key().id() + " takes it back.");
            return Exit.DONE;
        }

        private ApiKey.Grant grant() {
            if (readsAll && principals != null) {
                throw NuriException.invalid("--reads-all and --principals exclude each other.");
            }
            Set<String> who = principals == null ? Set.of() : parts(principals, Viewer::principal);
            return new ApiKey.Grant(
                    parts(verbs, UnaryOperator.identity()).stream()
                            .map(CreateTask::verb)
                            .collect(Collectors.toSet()),
                    collections == null ? null : parts(collections, IngestRequest::collectionName),
                    readsAll ? null : who);
        }

        private static Set<String> parts(String list, UnaryOperator<String> checked) {
            return Arrays.stream(list.split(",", -1))
                    .map(String::strip)
                    .map(checked)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        private static Verb verb(String word) {
            return Arrays.stream(Verb.values())
                    .filter(verb -> verb.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElseThrow(() -> NuriException.invalid(
                            "--verbs takes read, write and admin, parted by commas, got '" + word + "'."));
        }

        private Instant expiry() {
            if (expires == null) {
                return null;
            }
            Matcher time = TIME.matcher(expires);
            if (!time.matches() || Long.parseLong(time.group(1)) == 0) {
                throw NuriException.invalid(
                        "--expires takes a time such as 12h, 90d, 4w or 1y, got '" + expires + "'.");
            }
            return Instant.now().plus(Duration.ofHours(Long.parseLong(time.group(1)) * HOURS.get(time.group(2))));
        }
    }

    /** All. */
    @Command(name = "list", description = "Lists the keys, without their secrets.")
    static final class ListTask extends Task {

        @Override
        int run(Console console) {
            List<KeyView> views = new Keys(options.settings().dataDir())
                    .list().stream().map(key -> view(key, null)).toList();
            console.result(Map.of("keys", views));
            views.forEach(key -> console.line(Columns.fit(key.id(), 14)
                    + Columns.fit(key.state(), 9)
                    + Columns.fit(String.join(",", key.verbs()), 18)
                    + Columns.fit(
                            key.expires() == null
                                    ? "never"
                                    : key.expires().toString().substring(0, 10),
                            12)
                    + key.name()
                    + scope(key)));
            if (views.isEmpty()) {
                console.note("There are no keys; nuri key create NAME makes one.");
            }
            return Exit.DONE;
        }

        private static String scope(KeyView key) {
            String where = key.collections() == null ? "" : "  in " + String.join(",", key.collections());
            String who = key.principals() == null ? "  reads all" : "  as " + String.join(",", key.principals());
            return where + (who.equals("  as ") ? "" : who);
        }
    }

    /** No more. */
    @Command(name = "revoke", description = "Takes keys back; a running server refuses them from its next request on.")
    static final class RevokeTask extends Task {

        @Parameters(paramLabel = "ID", arity = "1..*", description = "Ids as nuri key list shows them.")
        List<String> ids;

        @Override
        int run(Console console) {
            Settings settings = options.settings();
            Keys keys = new Keys(settings.dataDir());
            List<KeyView> revoked = ids.stream()
                    .map(id -> {
                        ApiKey key = keys.revoke(id);
                        settings.audit().done(AuditEvent.KEY_REVOKED, id);
                        return view(key, null);
                    })
                    .toList();
            console.result(Map.of("revoked", revoked));
            revoked.forEach(key -> console.line(key.id() + " (" + key.name() + ") opens nothing any more."));
            return Exit.DONE;
        }
    }

    private static KeyView view(ApiKey key, String secret) {
        return new KeyView(
                key.id(),
                key.name(),
                key.state(Instant.now()).name().toLowerCase(Locale.ROOT),
                sorted(key.grant().verbs().stream()
                        .map(verb -> verb.name().toLowerCase(Locale.ROOT))
                        .toList()),
                sorted(key.grant().collections()),
                sorted(key.grant().principals()),
                key.created(),
                key.expires(),
                key.revoked(),
                secret);
    }

    private static List<String> sorted(Collection<String> words) {
        return words == null ? null : words.stream().sorted().toList();
    }
}
