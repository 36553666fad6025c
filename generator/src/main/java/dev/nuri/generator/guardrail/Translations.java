package dev.nuri.generator.guardrail;

import dev.nuri.generator.guardrail.GuardSample.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.tukaani.xz.XZInputStream;

/**
 * Reads translations as harmless passages: {@code en-LANG.tsv.xz} with lines of an English sentence, its translation and
 * the name of what both are from. Manuals, help pages and news come so in many languages.
 */
final class Translations {

    private static final Pattern NAME = Pattern.compile("en-([a-z]{2,3}(?:-[A-Za-z]+)?)\\.tsv\\.xz");

    /** One file has the languages that have little, another way. */
    private static final String REST = "rest";

    /** Names of things and single words are no passages. */
    private static final Set<String> WORDS = Set.of("omw", "freedict", "cldr-names", "iso-codes", "tatoeba");

    /** A passage of Nuri's is about as long, in UTF-8 so that scripts differ less. */
    private static final int PASSAGE_BYTES = 700;

    /** English is read beside this language only, which has nearly every source. */
    private static final String WITH_ENGLISH = "de";

    private Translations() {}

    /** Takes a line. */
    interface Sink {
        void line(String english, String text, String source);
    }

    static boolean isOne(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() && !name.group(1).equals(REST);
    }

    static String lang(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? name.group(1) : "und";
    }

    /** The sentences of a file, but for single words. */
    static void sentences(Path file, Sink sink) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new XZInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] parts = line.split("\t", -1);
                if (parts.length > 2 && !WORDS.contains(parts[2])) {
                    sink.line(parts[0], parts[1], parts[2]);
                }
            }
        }
    }

    /**
     * Runs of neighbouring sentences of one source. Those of one half, by the CRC-32 of their English, are joined, and the
     * first one's is the id, so that halves share no sentence in any language.
     */
    static List<GuardSample> passages(Path file) throws IOException {
        List<GuardSample> passages = new ArrayList<>();
        Map<String, Run> runs = new TreeMap<>();
        String lang = lang(file);
        sentences(file, (english, text, source) -> {
            CRC32 crc = new CRC32();
            crc.update(english.getBytes(StandardCharsets.UTF_8));
            String half = source + ' ' + crc.getValue() % 2;
            runs.computeIfAbsent(half, k -> new Run(source, lang)).add(english, text, passages);
            if (lang.equals(WITH_ENGLISH)) {
                runs.computeIfAbsent("en " + half, k -> new Run(source, "en")).add(english, english, passages);
            }
        });
        return passages;
    }

    private static final class Run {

        private final String source;
        private final String lang;
        private final StringBuilder text = new StringBuilder();
        private String id;
        private int bytes;

        Run(String source, String lang) {
            this.source = source;
            this.lang = lang;
        }

        /** What ends as no sentence does stands by itself. */
        private static boolean isHeading(String sentence) {
            String text = sentence.strip();
            return !text.isEmpty() && Character.isLetterOrDigit(text.codePointBefore(text.length()));
        }

        void add(String english, String sentence, List<GuardSample> passages) {
            id = id == null ? english : id;
            text.append(sentence).append(isHeading(sentence) ? "\n\n" : " ");
            bytes += sentence.getBytes(StandardCharsets.UTF_8).length;
            if (bytes >= PASSAGE_BYTES) {
                passages.add(new GuardSample(id, source, lang, text.toString().strip(), Kind.PASSAGE, Set.of()));
                text.setLength(0);
                id = null;
                bytes = 0;
            }
        }
    }
}
