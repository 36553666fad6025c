package dev.nuri.retriever;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.LanguageAnalyzers;
import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.query.SynonymRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What else a query may be written as, collection by collection: a folder with a file {@code COLLECTION.txt} for each
 * collection that has any. Immutable.
 *
 * <p>A file is UTF-8 text with a rule a line: {@code car, automobile, motor car} finds any of them for any other;
 * {@code TV => television, telly} finds those for the first, not the first for those. Words and phrases of any language,
 * without regard to case, width and accents; a line that begins with {@code #} is a comment.
 */
public final class Synonyms {

    public static final Synonyms NONE = new Synonyms(Map.of());

    private static final String SUFFIX = ".txt";

    private final Map<String, SynonymRules> byCollection;

    private Synonyms(Map<String, SynonymRules> byCollection) {
        this.byCollection = byCollection;
    }

    /**
     * Reads a folder; one that is not there has none.
     *
     * @throws NuriException naming file and line, when a line is no rule or rules lead in a circle
     */
    public static Synonyms read(Path folder, LanguageAnalyzers analyzers) {
        if (!Files.isDirectory(folder)) {
            return NONE;
        }
        Map<String, SynonymRules> rules = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(SUFFIX)).sorted().toList()) {
                String name = file.getFileName().toString();
                String collection = IngestRequest.collectionName(name.substring(0, name.length() - SUFFIX.length()));
                rules.put(collection, SynonymRules.read(file, analyzers));
            }
        } catch (IOException e) {
            throw new NuriException(
                    ErrorCode.INTERNAL, "The synonyms in " + folder + " cannot be read: " + e.getMessage() + ".", e);
        }
        return new Synonyms(rules);
    }

    /** Other wordings of what is in a text: collection to words and phrases, only collections that have any. */
    public Map<String, List<String>> of(String text) {
        Map<String, List<String>> wordings = new TreeMap<>();
        byCollection.forEach((collection, rules) -> {
            List<String> found = rules.of(text);
            if (!found.isEmpty()) {
                wordings.put(collection, found);
            }
        });
        return wordings;
    }
}
