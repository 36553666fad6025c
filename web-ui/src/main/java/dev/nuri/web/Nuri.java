package dev.nuri.web;

import dev.nuri.web.cli.NuriCommandLine;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the program begins. Only {@code serve} and {@code demo} boot the server. */
@QuarkusMain
public final class Nuri {

    private Nuri() {}

    /** Runs one command and ends with its exit code. */
    public static void main(String[] args) {
        StandardError.restore();
        Logs.toStandardError();
        System.exit(NuriCommandLine.run(args));
    }
}
