package dev.nuri.web.api;

import dev.nuri.indexer.NuriException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields a search can be narrowed by. */
final class Filters {

    private static final Set<String> FIELDS = Set.of("lang", "type", "collection", "document");

    private Filters() {}

    static Map<String, List<String>> checked(Map<String, List<String>> filters) {
        if (filters == null) {
            return Map.of();
        }
        filters.forEach((field, values) -> {
            if (!FIELDS.contains(field)) {
                throw NuriException.invalid(
                        "A filter's field is lang, type, collection or document, got '" + field + "'.");
            }
            if (values == null || values.isEmpty() || values.contains(null)) {
                throw NuriException.invalid("The filter '" + field + "' needs at least one value.");
            }
        });
        return filters;
    }
}
