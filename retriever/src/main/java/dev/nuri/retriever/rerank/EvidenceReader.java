package dev.nuri.retriever.rerank;

import dev.nuri.indexer.EntrySearcher;
import dev.nuri.indexer.EntrySearcher.EntryScores;
import dev.nuri.indexer.LanguageGuess;
import dev.nuri.retriever.Evidence;
import dev.nuri.retriever.query.QueryField;
import dev.nuri.retriever.query.UnderstoodQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.search.Query;

/** Gathers {@link Evidence} from the index: the same of every passage, whichever leg found it. For one thread. */
public final class EvidenceReader {

    private final EntrySearcher searcher;
    private final UnderstoodQuery query;
    private final Query lexical;
    private final float[] vector;

    /**
     * A reader.
     *
     * @param lexical the lexical leg's query
     * @param vector the query's, of unit length
     */
    public EvidenceReader(EntrySearcher searcher, UnderstoodQuery query, Query lexical, float[] vector) {
        this.searcher = searcher;
        this.query = query;
        this.lexical = lexical;
        this.vector = vector;
    }

    /** Evidence of each document, in the order given. */
    public List<Evidence> read(int[] docs) throws IOException {
        EntryScores scores = searcher.scores(
                docs,
                lexical,
                vector,
                query.fields().stream()
                        .flatMap(field -> Stream.of(field.body(), field.title()))
                        .toList());
        List<FieldEvidence> fields = new ArrayList<>();
        for (QueryField field : query.fields()) {
            fields.add(new FieldEvidence(searcher, field, docs));
        }
        Map<Integer, String> languages = searcher.languages(docs);
        return Arrays.stream(docs)
                .mapToObj(doc -> evidence(doc, scores, languages.get(doc), fields))
                .toList();
    }

    /** How likely the query is in a language. */
    private double likelihood(String lang) {
        return query.guesses().stream()
                .filter(guess -> guess.lang().equals(lang))
                .mapToDouble(LanguageGuess::probability)
                .sum();
    }

    private Evidence evidence(int doc, EntryScores scores, String lang, List<FieldEvidence> fields) {
        FieldEvidence neutral = fields.getLast();
        List<FieldEvidence> ofLanguages = fields.subList(0, fields.size() - 1);
        return new Evidence(
                scores.scores().getOrDefault(doc, 0.0),
                scores.cosines().getOrDefault(doc, 0.0),
                ofLanguages.stream().mapToDouble(f -> f.coverage(doc)).max().orElse(0),
                neutral.coverage(doc),
                fields.stream().mapToDouble(f -> f.titleCoverage(doc)).max().orElse(0),
                fields.stream().mapToDouble(f -> f.proximity(doc)).max().orElse(0),
                lang == null ? 0 : likelihood(lang));
    }
}
