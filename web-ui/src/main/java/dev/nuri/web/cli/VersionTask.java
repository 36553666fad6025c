package dev.nuri.web.cli;

import dev.nuri.web.client.Version;
import java.util.Map;
import picocli.CommandLine.Command;

/** Which Nuri this is. */
@Command(name = "version", description = "Shows the version of Nuri and of Java.")
final class VersionTask extends Task {

    @Override
    int run(Console console) {
        String java = Runtime.version().toString();
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        console.line("Nuri " + Version.current() + " (Java " + java + ", " + system + ")");
        console.result(Map.of("version", Version.current(), "java", java, "system", system));
        return Exit.DONE;
    }
}
