package dev.nuri.training;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Made-up training text: English words in random order, and two languages that spell each word in their own way. */
final class TinyText {

    private static final List<String> WORDS = List.of(
            "river", "stone", "bread", "window", "garden", "winter", "letter", "market", "bridge", "castle", "forest",
            "island", "mirror", "needle", "orange", "pepper", "rabbit", "silver", "temple", "violin", "wallet",
            "yellow", "anchor", "basket", "candle", "dragon", "engine", "falcon", "guitar", "hammer");

    private TinyText() {}

    /** A folder of two languages, with sentences of so many words. */
    static Path parallel(Path folder, int sentences, int words) throws IOException {
        Files.createDirectories(folder);
        Random random = new Random(3);
        List<String> english = new ArrayList<>();
        for (int i = 0; i < sentences; i++) {
            english.add(sentence(random, words));
        }
        write(folder.resolve("en-xa.tsv.xz"), english, "a");
        write(folder.resolve("en-xb.tsv.xz"), english, "o");
        return folder;
    }

    private static void write(Path file, List<String> english, String vowel) throws IOException {
        try (Writer out = new OutputStreamWriter(
                new XZOutputStream(Files.newOutputStream(file), new LZMA2Options()), StandardCharsets.UTF_8)) {
            for (int i = 0; i < english.size(); i++) {
                String source = i % 4 == 0 ? "ntrex" : "tatoeba";
                out.write(english.get(i) + "\t" + translated(english.get(i), vowel) + "\t" + source + "\n");
            }
        }
    }

    static String sentence(Random random, int words) {
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < words; i++) {
            chosen.add(WORDS.get(random.nextInt(WORDS.size())));
        }
        return String.join(" ", chosen);
    }

    /** Each word backwards with its vowels replaced: nothing in it looks like the English. */
    static String translated(String english, String vowel) {
        List<String> words = new ArrayList<>();
        for (String word : english.split(" ", -1)) {
            words.add(vowel + new StringBuilder(word.replaceAll("[aeiou]", vowel + vowel)).reverse());
        }
        return String.join(" ", words);
    }

    /** A set of passages of three sentences with a question on each. */
    static Path set(Path folder, int passages) throws IOException {
        Files.createDirectories(folder);
        Random random = new Random(4);
        try (Writer texts = gzip(folder.resolve("passages.jsonl.gz"));
                Writer questions = gzip(folder.resolve("queries.jsonl.gz"))) {
            for (int i = 0; i < passages; i++) {
                String asked = sentence(random, 5);
                texts.write("{\"id\":\"p" + i + "\",\"lang\":\"en\",\"title\":\"Page\",\"text\":\"" + asked + "! "
                        + sentence(random, 6) + "! " + sentence(random, 6) + ".\"}\n");
                questions.write("{\"id\":\"q" + i + "\",\"lang\":\"en\",\"question\":\"" + asked
                        + "?\",\"answers\":[],\"passage_id\":\"p" + i + "\"}\n");
            }
        }
        return folder;
    }

    private static Writer gzip(Path file) throws IOException {
        return new OutputStreamWriter(new GZIPOutputStream(Files.newOutputStream(file)), StandardCharsets.UTF_8);
    }
}
