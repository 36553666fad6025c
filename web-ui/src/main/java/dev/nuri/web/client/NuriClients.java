package dev.nuri.web.client;

import dev.nuri.indexer.Viewer;
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
        return new ServerFile(settings.dataDir()).read().flatMap(NuriClients::answering);
    }

    /** Its address, for messages. */
    public static Optional<String> url(Settings settings) {
        return new ServerFile(settings.dataDir()).read().map(ServerFile.Server::url);
    }

    private static Optional<HttpNuri> answering(ServerFile.Server server) {
        HttpNuri client = new HttpNuri(server.url());
        if (client.isProcess(server.pid())) {
            return Optional.of(client);
        }
        client.close();
        return Optional.empty();
    }
}
