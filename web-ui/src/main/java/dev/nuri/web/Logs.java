package dev.nuri.web;

import io.quarkus.bootstrap.logging.InitialConfigurator;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

/** Logging of commands that do not boot the server, which brings its own. */
final class Logs {

    private Logs() {}

    /** Warnings and worse go to standard error. */
    static void toStandardError() {
        Logger.getLogger("").setLevel(Level.WARNING);
        // Says that a faster vector unit could be used; the launcher decides on that per command.
        Logger.getLogger("org.apache.lucene.internal.vectorization").setLevel(Level.SEVERE);
        ConsoleHandler handler =
                new ConsoleHandler(ConsoleHandler.Target.SYSTEM_ERR, new PatternFormatter("%-5p %s%e%n"));
        InitialConfigurator.DELAYED_HANDLER.setHandlers(new Handler[] {handler});
    }
}
