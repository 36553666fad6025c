package dev.nuri.generator.citation;

import dev.nuri.generator.citation.ClaimQuality.Kind;
import dev.nuri.generator.citation.SupportTrainer.Sample;
import dev.nuri.generator.citation.Translations.Pair;
import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.EmbedderProvider;
import dev.nuri.indexer.LanguageAnalyzers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/**
 * Learns {@code across-languages.json} from the dev half of {@link Translations}, for the embedder that comes with Nuri.
 * Arguments: how many pairs to take of each language, and the file to write.
 *
 * <p>{@code java -cp CLASSPATH dev.nuri.generator.citation.AcrossTraining 600
 * generator/src/main/resources/dev/nuri/generator/citation/across-languages.json}, with the module's test class path.
 */
final class AcrossTraining {

    static final String EMBEDDER = "nuri-multilingual";
    private static final long SEED = 7;

    private AcrossTraining() {}

    static Embedder embedder() throws IOException {
        return ServiceLoader.load(EmbedderProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(EMBEDDER))
                .findFirst()
                .orElseThrow()
                .open(Files.createTempDirectory("embedder"));
    }

    public static void main(String[] args) throws IOException {
        List<Sample> samples = new ArrayList<>();
        int decided = 0;
        try (Embedder embedder = embedder()) {
            AcrossLanguages across = new AcrossLanguages(new TextReader(LanguageAnalyzers.standard()), embedder);
            for (String lang : Translations.LANGUAGES) {
                for (Pair pair : Translations.of(lang, true, Integer.parseInt(args[0]))) {
                    double[] features = across.features(pair.claim(), pair.claimLang(), List.of(pair.source()));
                    if (features == null) {
                        decided++;
                    } else {
                        samples.add(new Sample(
                                LanguageSigns.base(pair.language()),
                                features,
                                !pair.kind().wrong(),
                                pair.kind() == Kind.PASSAGE || pair.kind() == Kind.OWN ? 2 : 1));
                    }
                }
            }
        }
        SupportNetwork network = SupportTrainer.train(samples, SEED);
        System.out.printf(
                Locale.ROOT,
                "%d claims, %d of them supported; %d more were decided by what must agree%n",
                samples.size(),
                samples.stream().filter(Sample::supported).count(),
                decided);
        ClaimTraining.write(network, new File(args[1]));
    }
}
