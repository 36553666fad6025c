package dev.nuri.generator.guardrail;

import dev.nuri.generator.GuardCategory;
import dev.nuri.generator.guardrail.GuardSample.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/** The dev texts that the classifier learns from, and the harmless ones that are kept from it to calibrate with. */
final class GuardCorpus {

    private static final int QUESTIONS_PER_SET = 1000;
    private static final int PASSAGES_PER_SET = 400;
    private static final int SENTENCES_PER_SOURCE = 60;
    private static final int LONGEST_PASSAGE = 1500;
    private static final int RUNS_LEARNED = 50;
    private static final int RUNS_KEPT = 150;

    private final List<GuardSample> learned = new ArrayList<>();
    private final List<GuardSample> kept = new ArrayList<>();

    private GuardCorpus() {}

    /**
     * Reads the folder that holds {@code safety}, {@code qa} and {@code parallel}.
     *
     * @param leftOut language whose harmful texts are left out; empty for none
     */
    static GuardCorpus read(Path data, String leftOut) throws IOException {
        GuardCorpus corpus = new GuardCorpus();
        corpus.collect(data, leftOut);
        return corpus;
    }

    /** Harmful texts and half of the harmless ones. */
    List<GuardSample> learned() {
        return learned;
    }

    /** The other half of the harmless texts. */
    List<GuardSample> kept() {
        return kept;
    }

    private static long crc(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private void collect(Path data, String leftOut) throws IOException {
        GuardSets.read(data.resolve("safety")).stream()
                .filter(s -> crc(s.id()) % 2 == 0 && !s.lang().equals(leftOut))
                .forEach(learned::add);
        written().filter(s -> !s.lang().equals(leftOut)).forEach(learned::add);
        System.err.println(learned.size() + " harmful texts");
        try (Stream<Path> sets = Files.list(data.resolve("qa"))) {
            for (Path set : sets.sorted().toList()) {
                List<GuardSample> dev = new ArrayList<>(GuardSets.read(set).stream()
                        .filter(s -> crc(s.id()) % 2 == 0)
                        .toList());
                Collections.shuffle(dev, new Random(7));
                dev.stream()
                        .filter(s -> s.kind() == Kind.QUESTION)
                        .limit(QUESTIONS_PER_SET)
                        .forEach(this::harmless);
                dev.stream()
                        .filter(s -> s.kind() == Kind.PASSAGE)
                        .limit(PASSAGES_PER_SET)
                        .flatMap(GuardCorpus::cut)
                        .limit(2 * PASSAGES_PER_SET)
                        .forEach(this::harmless);
            }
        }
        try (Stream<Path> files = Files.list(data.resolve("parallel"))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (!name.startsWith("en-rest")) {
                    parallel(file, name.substring(3, name.indexOf('.')));
                }
            }
        }
        System.err.println(learned.size() + " texts to learn from, " + kept.size() + " to calibrate with");
    }

    /**
     * What the public sets lack: plain wording of the best known injections in many languages, by itself and in pairs.
     */
    private static Stream<GuardSample> written() throws IOException {
        List<GuardSample> written = new ArrayList<>();
        Map<String, String> before = new TreeMap<>();
        lines("injections-learned.txt", (lang, text) -> {
            written.add(written(lang, text, GuardCategory.INJECTION));
            written.add(written(lang, before.getOrDefault(lang, text) + ' ' + text, GuardCategory.INJECTION));
            before.put(lang, text);
        });
        return written.stream();
    }

    private static void lines(String name, BiConsumer<String, String> sink) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(GuardCorpus.class.getResourceAsStream(name), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    int colon = line.indexOf(':');
                    sink.accept(line.substring(0, colon), line.substring(colon + 2));
                }
            }
        }
    }

    private static GuardSample written(String lang, String text, GuardCategory... categories) {
        return new GuardSample(text, "written", lang, text, Kind.QUESTION, Set.of(categories));
    }

    private static Stream<GuardSample> cut(GuardSample sample) {
        return Window.joined(sample.text(), LONGEST_PASSAGE).stream()
                .map(w -> new GuardSample(
                        sample.id() + w.start(), sample.set(), sample.lang(), w.text(), Kind.PASSAGE, Set.of()));
    }

    private void harmless(GuardSample sample) {
        (crc(sample.id()) / 2 % 2 == 0 ? learned : kept).add(sample);
    }

    /**
     * Sentences, which stand in for questions where a language has none, and runs of neighbours of one source, which are
     * what manuals, help pages and news look like in passages.
     */
    private void parallel(Path file, String lang) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        Translations.sentences(file, (english, text, source) -> {
            if (crc(english) % 2 == 0
                    && crc(english) / 4 % 8 == 0
                    && counts.merge(source, 1, Integer::sum) <= SENTENCES_PER_SOURCE) {
                harmless(new GuardSample(english, source, lang, text, Kind.QUESTION, Set.of()));
            }
        });
        Map<String, List<GuardSample>> runs = Translations.passages(file).stream()
                .filter(s -> crc(s.id()) % 2 == 0)
                .collect(Collectors.groupingBy(s -> s.lang() + s.set(), TreeMap::new, Collectors.toList()));
        for (List<GuardSample> ofSource : runs.values()) {
            Collections.shuffle(ofSource, new Random(7));
            ofSource.stream()
                    .filter(s -> crc(s.id()) / 2 % 2 == 0)
                    .limit(RUNS_LEARNED)
                    .forEach(learned::add);
            ofSource.stream()
                    .filter(s -> crc(s.id()) / 2 % 2 == 1)
                    .limit(RUNS_KEPT)
                    .forEach(kept::add);
        }
    }
}
