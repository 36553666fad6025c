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

    /**
     * The embedder learned from translations, so that the passages it does not know count for more. Altered words count
     * for less than they do here: every sentence is altered in several ways, answers are not.
     */
    private static double weight(Pair pair) {
        double unknown = pair.language().startsWith("xquad-") ? 8 : 1;
        boolean altered = pair.kind().wrong() && pair.kind() != Kind.OTHER;
        return unknown * (altered ? 0.3 : 1);
    }

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
            List<Pair> pairs = new ArrayList<>();
            for (String lang : Translations.LANGUAGES) {
                pairs.addAll(Translations.of(lang, true, Integer.parseInt(args[0])));
            }
            pairs.addAll(Translations.ofPassages("de", true));
            pairs.addAll(Translations.ofPassages("el", true));
            for (Pair pair : pairs) {
                AcrossLanguages.Reading reading = across.read(pair.claim(), pair.claimLang(), List.of(pair.source()));
                if (reading.findings().stream().anyMatch(Finding::decides)) {
                    decided++;
                } else {
                    samples.add(new Sample(
                            LanguageSigns.base(pair.claimLang()),
                            reading.features(),
                            !pair.kind().wrong(),
                            weight(pair)));
                }
            }
        }
        SupportNetwork network = SupportTrainer.train(samples, SEED, false);
        System.out.printf(
                Locale.ROOT,
                "%d claims, %d of them supported; %d more were decided by what must agree%n",
                samples.size(),
                samples.stream().filter(Sample::supported).count(),
                decided);
        ClaimTraining.write(network, new File(args[1]));
    }
}
