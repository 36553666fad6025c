package dev.nuri.web.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the files of a Lucene index are for, by their extensions. */
final class IndexParts {

    private static final Map<String, String> PARTS = Map.ofEntries(
            Map.entry("tim", "postings"),
            Map.entry("tip", "postings"),
            Map.entry("tmd", "postings"),
            Map.entry("doc", "postings"),
            Map.entry("pos", "postings"),
            Map.entry("pay", "postings"),
            Map.entry("psm", "postings"),
            Map.entry("vec", "fullVectors"),
            Map.entry("vemf", "fullVectors"),
            Map.entry("veq", "quantisedVectors"),
            Map.entry("vemq", "quantisedVectors"),
            Map.entry("vex", "vectorGraph"),
            Map.entry("vem", "vectorGraph"),
            Map.entry("fdt", "storedText"),
            Map.entry("fdx", "storedText"),
            Map.entry("fdm", "storedText"),
            Map.entry("dvd", "columns"),
            Map.entry("dvm", "columns"),
            Map.entry("nvd", "norms"),
            Map.entry("nvm", "norms"),
            Map.entry("cfs", "smallSegments"),
            Map.entry("cfe", "smallSegments"));

    private IndexParts() {}

    /** Part, with {@code Bytes} after it, to its size. */
    static Map<String, Long> of(Path folder) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                String part = PARTS.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "other");
                sizes.merge(part + "Bytes", Files.size(file), Long::sum);
            }
        }
        return sizes;
    }
}
