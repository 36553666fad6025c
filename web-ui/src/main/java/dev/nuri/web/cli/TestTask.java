package dev.nuri.web.cli;

import dev.nuri.indexer.NuriException;
import picocli.CommandLine.Command;

/** Known here only to be listed: tests run Maven, not Nuri. */
@Command(name = "test", description = "Builds everything and runs every test; further arguments go to Maven.")
final class TestTask extends Task {

    @Override
    int run(Console console) {
        throw NuriException.invalid("The tests are run by the launcher in the source folder: ./nuri test");
    }
}
