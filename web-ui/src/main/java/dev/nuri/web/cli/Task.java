package dev.nuri.web.cli;

import dev.nuri.web.client.NuriClient;
import dev.nuri.web.client.NuriClients;
import dev.nuri.web.config.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** A command. */
abstract class Task implements Callable<Integer> {

    @Mixin
    Options options;

    @Override
    public final Integer call() throws Exception {
        return run(Console.ofProcess(options.json));
    }

    /**
     * Does it.
     *
     * @return one of {@link Exit}'s codes
     */
    abstract int run(Console console) throws Exception;

    /** A command over Nuri, wherever it runs. */
    abstract static class OverNuri extends Task {

        @Override
        final int run(Console console) {
            try (NuriClient nuri = NuriClients.open(settings())) {
                return run(nuri, console);
            }
        }

        /** The settings with what this command's own options say. */
        Settings settings() {
            return options.settings();
        }

        abstract int run(NuriClient nuri, Console console);
    }
}
