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
import dev.nuri.opensearch.Cluster.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;

/** Reads what the cluster keeps of entries, its {@code _source}. */
final class Sources {

    /** Fields that {@link #passage} reads, and names, for which passages that are shown are looked through. */
    static final List<String> PASSAGE = List.of(
            IndexEntries.ENTRY,
            IndexEntries.TEXT,
            IndexSchema.DOCUMENT_ID,
            IndexSchema.URI,
            IndexSchema.ORDINAL,
            IndexSchema.FINGERPRINT,
            IndexSchema.NAMES);

    private static final int ABSENT = 404;

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

    /** The record of a source in an index, as it was written last, visible or not. */
    static Optional<SourceRecord> record(Cluster cluster, String index, String key) {
        String id = id(key);
        Reply reply = cluster.send("GET", "/" + index + "/_doc/" + id + "?routing=" + id, null);
        return reply.status() == ABSENT && reply.body().has("found")
                ? Optional.empty()
                : Optional.of(record(cluster.checked(reply).path("_source")));
    }

    /** The id of the entry of a source, by its key. */
    static String id(String key) {
        return "s:" + hash(key);
    }

    static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** A collection's name and readers. */
    static Map.Entry<String, SortedSet<String>> collection(JsonNode source) {
        try {
            return IndexEntries.collection(entry(source));
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
