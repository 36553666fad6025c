package dev.nuri.retriever;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.NuriException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An earlier report, read back from its JSON form to be compared with. */
public final class RetrievalBaseline {

    private final JsonNode sets;

    private RetrievalBaseline(JsonNode sets) {
        this.sets = sets;
    }

    /**
     * Reads a report.
     *
     * @throws NuriException when the file cannot be read or is not a report with the figures of single queries
     */
    public static RetrievalBaseline read(Path file) {
        try {
            JsonNode sets = new ObjectMapper().readTree(Files.readString(file)).path("sets");
            if (sets.isEmpty() || !sets.iterator().next().path("each").isObject()) {
                throw NuriException.invalid("'" + file
                        + "' is not a report of `nuri eval retrieval --json`: it has no figures of single queries.");
            }
            return new RetrievalBaseline(sets);
        } catch (JacksonException e) {
            throw NuriException.invalid("'" + file + "' is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw NuriException.notFound("The baseline '" + file + "' cannot be read: " + e.getMessage() + ".");
        }
    }

    /** Query id to figure; empty where the report has none. */
    Map<String, Double> figures(String set, String leg, String measure) {
        return PerQuery.read(sets.path(set).path("each"), leg, measure);
    }

    /**
     * Compares a report with this one over the questions of both.
     *
     * @return leg, measure, then on {@code average} and in each of the {@code sets} the mean {@code difference},
     *     {@code interval95}, the probability {@code p} of as large a difference by chance, and in sets {@code pHolm},
     *     corrected for their number
     * @throws NuriException when they have no question in common
     */
    public Map<String, Object> compare(RetrievalReport report) {
        Map<String, Object> compared = Significance.against(report, this);
        if (compared.isEmpty()) {
            throw NuriException.invalid("The baseline has none of the questions that were asked: name the same sets.");
        }
        return compared;
    }
}
