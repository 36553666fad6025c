package dev.nuri.generator.citation;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.nuri.generator.ClaimChecker.Source;
import dev.nuri.generator.citation.ClaimQuality.Example;
import dev.nuri.generator.citation.ClaimQuality.Kind;
import dev.nuri.generator.citation.PassageSet.Item;
import dev.nuri.generator.citation.SupportTrainer.Sample;
import dev.nuri.indexer.LanguageAnalyzers;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Learns {@code within-languages.json} from the dev halves of the question sets. Claims with a number, date, unit, name or
 * negation that the sources contradict are left out: those are decided without the network. Arguments: how many passages
 * to take of each set, and the file to write.
 *
 * <p>{@code java -cp CLASSPATH dev.nuri.generator.citation.ClaimTraining 1200
 * generator/src/main/resources/dev/nuri/generator/citation/within-languages.json}, with the module's test class path.
 */
final class ClaimTraining {

    private static final long SEED = 7;

    private ClaimTraining() {}

    public static void main(String[] args) throws IOException {
        WithinLanguage within = new WithinLanguage(new TextReader(LanguageAnalyzers.standard()));
        List<Sample> samples = new ArrayList<>();
        int decided = 0;
        for (PassageSet set : PassageSet.all(PassageSet.folder().orElseThrow())) {
            List<Example> examples = new ArrayList<>(ClaimQuality.examples(set, true, Integer.parseInt(args[0])));
            examples.addAll(doubtful(set, Integer.parseInt(args[0])));
            for (Example example : examples) {
                Comparison comparison = within.compare(example.claim(), example.lang(), List.of(example.source()));
                List<Finding> findings = WithinLanguage.findings(comparison);
                if (findings.stream().anyMatch(Finding::decides)) {
                    decided++;
                } else {
                    samples.add(new Sample(
                            LanguageSigns.base(example.lang()),
                            SupportMeasures.of(comparison, findings),
                            !example.kind().wrong(),
                            weight(example.kind())));
                }
            }
        }
        SupportNetwork network = SupportTrainer.train(samples, SEED, true);
        System.out.printf(
                Locale.ROOT,
                "%d claims, %d of them supported; %d more were decided by what must agree%n",
                samples.size(),
                samples.stream().filter(Sample::supported).count(),
                decided);
        write(network, new File(args[1]));
    }

    /**
     * Few alterations are left to the network, so that each counts for more, as do answered questions, which are the only
     * ones in other words.
     */
    private static double weight(Kind kind) {
        return switch (kind) {
            case NUMBER, NAME, NEGATION, UNIT, DATE -> 6;
            case ANSWERED -> 2;
            case REFERRED -> 4;
            default -> 1;
        };
    }

    static void write(SupportNetwork network, File file) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file, network);
    }

    /** Harder ones: a word of another passage in a claim's midst, half a claim from another passage, two words exchanged. */
    private static List<Example> doubtful(PassageSet set, int limit) {
        List<Item> items = set.half(true, limit);
        List<Example> examples = new ArrayList<>();
        for (Item item : items) {
            Random random = new Random(SEED ^ PassageSet.crc(item.id()));
            List<String> sentences = Rephrasing.sentences(item);
            Item other = items.get(random.nextInt(items.size()));
            List<String> theirs = Rephrasing.sentences(other);
            if (!sentences.isEmpty() && !theirs.isEmpty() && !other.title().equals(item.title())) {
                String sentence = sentences.get(random.nextInt(sentences.size()));
                Source whole = new Source(item.text(), item.lang(), item.title());
                String foreign = theirs.get(random.nextInt(theirs.size()));
                replaced(sentence, foreign, item.lang(), random)
                        .ifPresent(c -> examples.add(new Example(item.lang(), Kind.OTHER, c, whole)));
                int half = sentence.offsetByCodePoints(0, sentence.codePointCount(0, sentence.length()) / 2);
                examples.add(new Example(item.lang(), Kind.OTHER, sentence.substring(0, half) + " " + foreign, whole));
            }
        }
        return examples;
    }

    private static Optional<String> replaced(String sentence, String foreign, String lang, Random random) {
        boolean spaceless = Alteration.SPACELESS.contains(lang) && !lang.equals("ko");
        if (spaceless) {
            int length = 2 + random.nextInt(3);
            if (sentence.length() < 12 || foreign.length() < 12) {
                return Optional.empty();
            }
            int at = 2 + random.nextInt(sentence.length() - length - 3);
            int from = 1 + random.nextInt(foreign.length() - length - 2);
            String with = foreign.substring(from, from + length);
            String cut = sentence.substring(at, at + length);
            boolean letters = (with + cut).codePoints().allMatch(Character::isLetter);
            return letters && !sentence.contains(with)
                    ? Optional.of(sentence.substring(0, at) + with + sentence.substring(at + length))
                    : Optional.empty();
        }
        String[] words = sentence.split(" ", -1);
        String[] theirs = foreign.split(" ", -1);
        int at = random.nextInt(words.length);
        String with = theirs[random.nextInt(theirs.length)];
        if (words[at].length() < 4 || with.length() < 4 || sentence.contains(with)) {
            return Optional.empty();
        }
        words[at] = with;
        return Optional.of(String.join(" ", words));
    }
}
