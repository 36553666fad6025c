package dev.nuri.web.cli;

import dev.nuri.web.access.Keys;
import dev.nuri.web.config.AccessSettings;
import dev.nuri.web.config.Key;
import dev.nuri.web.config.Settings;
import io.quarkus.runtime.Quarkus;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The server. */
@Command(name = "serve", description = "Serves the API and the page until Ctrl-C.")
final class ServeTask extends Task {

    @Option(names = "--host", paramLabel = "H", description = "Address to listen on (default: 127.0.0.1).")
    String host;

    @Option(names = "--port", paramLabel = "P", description = "Port to listen on (default: 8080; 0: a free one).")
    String port;

    /** For the launcher, which records what a start loads. */
    @Option(names = "--until-ready", hidden = true)
    boolean untilReady;

    @Override
    int run(Console console) {
        Map<Key, String> own = new HashMap<>();
        own.put(Key.HOST, host);
        own.put(Key.PORT, port);
        Settings settings = options.settings(own);
        return Server.run(settings, (url, nuri) -> {
            if (!settings.loopback() && settings.access().auth() == AccessSettings.Auth.NONE) {
                console.note("Anyone who can reach " + settings.host()
                        + " can read and change what is indexed: nuri.auth.open is true.");
            }
            if (settings.access().auth() == AccessSettings.Auth.KEYS
                    && new Keys(settings.dataDir()).list().isEmpty()) {
                console.note("There are no keys yet: nuri key create NAME makes one.");
            }
            console.line("Nuri is ready at " + console.accent(url) + "  (" + Server.sinceJvmStart()
                    + " s; Ctrl-C stops it)");
            console.result(Map.of("url", url, "pid", ProcessHandle.current().pid()));
            if (untilReady) {
                Quarkus.asyncExit();
            }
        });
    }
}
