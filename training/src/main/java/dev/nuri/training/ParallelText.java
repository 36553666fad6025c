package dev.nuri.training;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/** Reads files of translations: {@code en-XX.tsv.xz} with lines {@code English, other, source[, language]}. */
final class ParallelText {

    private static final String PREFIX = "en-";
    private static final String SUFFIX = ".tsv.xz";

    private ParallelText() {}

    /** Takes each line. */
    @FunctionalInterface
    interface Sink {
        void pair(String english, String other, String source, String lang);
    }

    /** The files of a folder, by name. */
    static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(
                            file -> name(file).startsWith(PREFIX) && name(file).endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw TrainingException.unreadable(folder, e);
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }

    /** Reads a file whole. */
    static void read(Path file, Sink sink) {
        String name = name(file);
        String lang = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
        int number = 0;
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new XZInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String[] parts = line.split("\t", -1);
                if (parts.length < 3) {
                    throw new TrainingException(String.format(
                            Locale.ROOT,
                            "Line %d of '%s' must have 3 fields parted by tabs, got %d.",
                            number,
                            file,
                            parts.length));
                }
                sink.pair(parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : lang);
            }
        } catch (IOException e) {
            throw TrainingException.unreadable(file, e);
        }
    }
}
