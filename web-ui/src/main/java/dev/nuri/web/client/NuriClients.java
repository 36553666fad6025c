package dev.nuri.web.client;

import dev.nuri.indexer.Viewer;
import dev.nuri.web.access.OperatorKey;
import dev.nuri.web.config.Key;
import dev.nuri.web.config.Secrets;
import dev.nuri.web.config.Settings;
import dev.nuri.web.engine.NuriEngine;
import java.util.Optional;

/** Opens Nuri for a command: through the server when one holds the data folder, in this process otherwise. */
public final class NuriClients {

    private NuriClients() {}

    /**
     * Opens Nuri.
     *
     * @throws dev.nuri.indexer.NuriException when a process holds the data folder that is not a server one can reach
     */
    public static NuriClient open(Settings settings) {
        Optional<HttpNuri> server = server(settings);
        return server.isPresent() ? server.get() : new LocalNuri(NuriEngine.open(settings), Viewer.OPERATOR);
    }

    /** The running server of a data folder; empty when there is none that answers. */
    public static Optional<HttpNuri> server(Settings settings) {
        return new ServerFile(settings.dataDir()).read().flatMap(server -> answering(server, key(settings)));
    }

    /** Its address, for messages. */
    public static Optional<String> url(Settings settings) {
        return new ServerFile(settings.dataDir()).read().map(ServerFile.Server::url);
    }

    /** By what the server knows this command: a key of the user's own, or the one left for the owner of the folder. */
    private static String key(Settings settings) {
        String own = Secrets.read(Secrets.KEY, Key.KEY_FILE, settings.access().keyFile());
        return own != null ? own : new OperatorKey(settings.dataDir()).read().orElse(null);
    }

    private static Optional<HttpNuri> answering(ServerFile.Server server, String key) {
        HttpNuri client = new HttpNuri(server.url(), key);
        boolean found = false;
        try {
            found = client.isProcess(server.pid());
            return found ? Optional.of(client) : Optional.empty();
        } finally {
            if (!found) {
                client.close();
            }
        }
    }
}
