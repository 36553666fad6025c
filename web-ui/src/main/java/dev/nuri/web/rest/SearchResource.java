package dev.nuri.web.rest;

import dev.nuri.indexer.NuriException;
import dev.nuri.web.api.SearchBody;
import dev.nuri.web.api.SearchView;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Finds passages. */
@Path("/api/search")
@Tag(name = "Search and answer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class SearchResource {

    private final CallersNuri nuri;
    private final Measures measures;

    SearchResource(CallersNuri nuri, Measures measures) {
        this.nuri = nuri;
        this.measures = measures;
    }

    @POST
    @Operation(
            summary = "Finds the passages that best match a query",
            description =
                    "Any language. \"two words\" ranks the phrase higher, +word and -word demand and exclude, title:word"
                            + " looks in titles, lang:ko type:pdf collection:name filter. With \"like\", the passageId of a"
                            + " hit, instead of a query: passages of other documents like that one. \"perDocument\" limits"
                            + " the hits of one document; \"further\" of its last hit tells that more were left out, which"
                            + " the filter {\"document\": [documentId]} finds. Offsets count UTF-16 code units: start and end in the"
                            + " document's text, highlights in the passage's text.")
    public SearchView search(SearchBody body) {
        if (body == null) {
            throw NuriException.invalid("The body is empty: send {\"query\": \"...\"}.");
        }
        return measures.search(() -> nuri.get().search(body));
    }
}
