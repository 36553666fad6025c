package dev.nuri.moe.hub;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.moe.CatalogueEntry;
import dev.nuri.moe.ModelInternalException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The models of {@code catalogue.json}. Checksums are not in it: they come from the hub with each pull. */
public final class Catalogue {
    private static final List<CatalogueEntry> ENTRIES = read();

    private Catalogue() {}

    /** All of them, in the order of the file. */
    public static List<CatalogueEntry> entries() {
        return ENTRIES;
    }

    /** The entry of an id, whatever its case. */
    public static Optional<CatalogueEntry> find(String id) {
        return ENTRIES.stream().filter(e -> e.id().equalsIgnoreCase(id)).findFirst();
    }

    private static List<CatalogueEntry> read() {
        try (InputStream in = Catalogue.class.getResourceAsStream("catalogue.json")) {
            return List.copyOf(new ObjectMapper().readValue(in, new TypeReference<List<CatalogueEntry>>() {}));
        } catch (IOException e) {
            throw new ModelInternalException("the catalogue cannot be read: " + e.getMessage(), e);
        }
    }
}
