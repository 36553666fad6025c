package dev.nuri.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexEntries;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.IndexSnapshot.StoredPassage;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Reads what the cluster keeps of entries, its {@code _source}. */
final class Sources {

    /** Fields that {@link #passage} reads. */
    static final List<String> PASSAGE = List.of(
            IndexEntries.ENTRY,
            IndexEntries.TEXT,
            IndexSchema.DOCUMENT_ID,
            IndexSchema.URI,
            IndexSchema.ORDINAL,
            IndexSchema.FINGERPRINT);

    private Sources() {}

    static byte[] entry(JsonNode source) {
        return source.path(IndexEntries.ENTRY).asText().getBytes(StandardCharsets.UTF_8);
    }

    static SourceDocument document(JsonNode source) {
        try {
            return IndexEntries.document(
                    entry(source),
                    source.path(IndexSchema.DOCUMENT_ID).asText(),
                    source.path(IndexSchema.URI).asText(),
                    source.path(IndexEntries.TEXT).asText(""),
                    readers(source));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static StoredPassage passage(JsonNode source) {
        try {
            return IndexEntries.passage(
                    entry(source),
                    source.path(IndexSchema.DOCUMENT_ID).asText(),
                    source.path(IndexSchema.URI).asText(),
                    source.path(IndexSchema.ORDINAL).asInt(),
                    source.path(IndexEntries.TEXT).asText(),
                    source.path(IndexSchema.FINGERPRINT).asLong());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static SourceRecord record(JsonNode source) {
        try {
            return IndexEntries.source(
                    entry(source), source.path(IndexSchema.URI).asText());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static SortedSet<String> readers(JsonNode source) {
        List<String> names = new ArrayList<>();
        source.path(IndexSchema.READERS).forEach(name -> names.add(name.asText()));
        return Readers.of(names);
    }

    static NuriException unreadable(IOException e) {
        return new NuriException(
                ErrorCode.CORRUPT, "An entry in OpenSearch cannot be read: " + NuriException.reason(e) + ".", e);
    }
}
