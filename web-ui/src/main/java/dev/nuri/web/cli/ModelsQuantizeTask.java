package dev.nuri.web.cli;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.NuriException;
import dev.nuri.moe.QuantisationScheme;
import dev.nuri.moe.Quantiser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model with smaller weights. */
@Command(name = "quantize", description = "Writes a model as one GGUF file with its weights in another type.")
final class ModelsQuantizeTask extends Task {

    @Parameters(index = "0", paramLabel = "MODEL", description = "A catalogue id, a GGUF file or a model folder.")
    String model;

    @Parameters(index = "1", paramLabel = "FILE", description = "The GGUF file to write.")
    Path target;

    @Option(
            names = "--type",
            required = true,
            paramLabel = "T",
            description = "What the weights become: ${COMPLETION-CANDIDATES}.")
    QuantisationScheme type;

    @Option(names = "--again", description = "Allow weights that are quantised already, which loses twice.")
    boolean again;

    @Option(names = "--overwrite", description = "Replace the file if it is there.")
    boolean overwrite;

    @Override
    int run(Console console) {
        if (Files.exists(target) && !overwrite) {
            throw new NuriException(ErrorCode.CONFLICT, "The file " + target + " is there already; give --overwrite.");
        }
        Quantiser.Options how =
                new Quantiser.Options(type, again, Runtime.getRuntime().availableProcessors());
        Quantiser.Report report;
        try (PullProgress progress = PullProgress.of(console, "Quantising")) {
            report = new Models(options.settings())
                    .read(
                            model,
                            path -> Quantiser.run(
                                    path,
                                    target,
                                    how,
                                    (tensor, done, total) -> progress.progress(done, total, tensor)));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("path", target.toString());
        result.put("sourceBytes", report.sourceBytes());
        result.put("bytes", report.bytes());
        result.put("tensors", report.tensors());
        console.result(result);
        console.line(console.bold(target.toString()) + "  " + Sizes.of(report.sourceBytes()) + " became "
                + Sizes.of(report.bytes()));
        return Exit.DONE;
    }
}
