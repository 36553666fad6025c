package dev.nuri.web.cli;

import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.SearchBody;
import dev.nuri.web.api.SearchView;
import dev.nuri.web.client.NuriClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds passages. */
@Command(name = "search", description = "Finds the passages that best match a query, in any language.")
final class SearchTask extends Task.OverNuri {

    @ArgGroup(multiplicity = "1")
    Wanted wanted;

    /** Either of these. */
    static final class Wanted {

        @Parameters(paramLabel = "QUERY", arity = "1..*", description = "What to look for; several words are joined.")
        List<String> query;

        @Option(
                names = "--like",
                paramLabel = "ID",
                description = "Instead of a query: passages of other documents like the one with this passageId.")
        String like;
    }

    @Option(names = "-k", paramLabel = "N", description = "Hits wanted (default: ${DEFAULT-VALUE}).")
    int k = SearchBody.DEFAULT_K;

    @Option(
            names = "--per-document",
            paramLabel = "N",
            description = "Hits of one document at most (default: as many as there are).")
    Integer perDocument;

    @Option(names = "--collection", paramLabel = "C", description = "Only this collection.")
    String collection;

    @Option(names = "--lang", paramLabel = "L", description = "Only passages in this language, such as ko.")
    String lang;

    @Option(
            names = "--filter",
            paramLabel = "F=V",
            description = "Only passages whose lang, type, collection or document has this value; may be repeated.")
    List<String> filters = new ArrayList<>();

    @Option(names = "--explain", description = "Show how each hit was ranked.")
    boolean explain;

    @Override
    int run(NuriClient nuri, Console console) {
        String query = wanted.query == null ? null : String.join(" ", wanted.query);
        SearchView view = nuri.search(
                new SearchBody(query, wanted.like, collection, lang, parsed(), k, perDocument, null, explain));
        console.result(view);
        new HitsText(console).print(view);
        return view.hits().isEmpty() ? Exit.NO_RESULT : Exit.DONE;
    }

    private Map<String, List<String>> parsed() {
        Map<String, List<String>> parsed = new LinkedHashMap<>();
        for (String filter : filters) {
            int equals = filter.indexOf('=');
            if (equals < 1 || equals == filter.length() - 1) {
                throw NuriException.invalid("A filter is written FIELD=VALUE, such as lang=ko, got '" + filter + "'.");
            }
            parsed.computeIfAbsent(filter.substring(0, equals), f -> new ArrayList<>())
                    .add(filter.substring(equals + 1));
        }
        return parsed;
    }
}
