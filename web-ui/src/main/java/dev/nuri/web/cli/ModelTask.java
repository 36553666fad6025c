package dev.nuri.web.cli;

import dev.nuri.indexer.NuriException;
import dev.nuri.moe.LanguageModel;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that computes with a model, in this process: no server and no index is involved. */
abstract class ModelTask extends Task {

    @Parameters(index = "0", paramLabel = "MODEL", description = "A catalogue id, a GGUF file or a model folder.")
    String model;

    @Option(names = "--backend", paramLabel = "B", description = "What computes it (default: nuri.backend).")
    String backend;

    @Option(names = "--threads", paramLabel = "N", description = "Threads (default: as many as the machine has).")
    Integer threads;

    /** Opens the model. */
    LanguageModel open() {
        if (threads != null && (threads < 1 || threads > 1024)) {
            throw NuriException.invalid("--threads must be from 1 to 1024, got " + threads + ".");
        }
        return new Models(options.settings()).open(model, backend, threads == null ? 0 : threads);
    }
}
