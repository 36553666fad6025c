package dev.nuri.web.rest;

import dev.nuri.web.api.SuggestionsView;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Completes what is being typed. */
@Path("/api/suggest")
@Tag(name = "Search and answer")
@Produces(MediaType.APPLICATION_JSON)
class SuggestResource {

    private final CallersNuri nuri;
    private final Measures measures;

    SuggestResource(CallersNuri nuri, Measures measures) {
        this.nuri = nuri;
        this.measures = measures;
    }

    @GET
    @Operation(
            summary = "Completes a text as it is typed",
            description = "With titles, headings and words of the documents; half a Hangul syllable, pinyin and"
                    + " romanised Japanese and Korean are understood.")
    public SuggestionsView suggest(
            @QueryParam("q") String text,
            @QueryParam("collection") String collection,
            @QueryParam("k") @DefaultValue("8") int k) {
        return measures.suggest(() -> nuri.get().suggest(text, collection, k));
    }
}
