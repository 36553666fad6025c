package dev.nuri.indexer.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.PageStart;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.SourceAccess;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** The stored form of documents, passages and sources: JSON for all but text and ids, which have fields of their own. */
public final class Entries {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Entries() {}

    /** A document without its id, URI and text. */
    record DocumentEntry(
            String collection,
            String title,
            String lang,
            String mediaType,
            List<Section> sections,
            List<PageStart> pages,
            String contentHash,
            String modified,
            String indexed,
            Map<String, String> metadata) {}

    /** A passage without its document's id and URI, its ordinal and its text; with what a hit shows of the document. */
    public record PassageEntry(
            int start,
            int end,
            String lang,
            List<String> headings,
            int page,
            String title,
            String collection,
            String mediaType) {}

    /** A source without its URI. */
    record SourceEntry(
            String collection,
            long sizeBytes,
            String modified,
            String sha256,
            List<String> documentIds,
            List<IngestFailure> failures,
            String indexed,
            SourceAccess access) {}

    /** A collection that not everyone may read. */
    public record CollectionEntry(String name, List<String> readers) {}

    /** What a collection may hold. */
    record QuotaEntry(String name, Quota quota) {}

    static byte[] encode(SourceDocument d) {
        return write(new DocumentEntry(
                d.collection(),
                d.title(),
                d.lang(),
                d.mediaType(),
                d.sections(),
                d.pages(),
                d.contentHash(),
                d.modified().toString(),
                d.indexed().toString(),
                d.metadata()));
    }

    static byte[] encode(Passage p, SourceDocument d) {
        return write(new PassageEntry(
                p.start(), p.end(), p.lang(), p.headings(), p.page(), d.title(), d.collection(), d.mediaType()));
    }

    static byte[] encode(SourceRecord s) {
        return write(new SourceEntry(
                s.collection(),
                s.sizeBytes(),
                s.modified().toString(),
                s.sha256(),
                s.documentIds(),
                s.failures(),
                s.indexed().toString(),
                s.access()));
    }

    static byte[] encode(String collection, SortedSet<String> readers) {
        return write(new CollectionEntry(collection, List.copyOf(readers)));
    }

    static byte[] encode(String collection, Quota quota) {
        return write(new QuotaEntry(collection, quota));
    }

    /** The document of an entry. */
    public static SourceDocument document(byte[] entry, String id, String uri, String text, SortedSet<String> readers)
            throws IOException {
        DocumentEntry e = JSON.readValue(entry, DocumentEntry.class);
        return new SourceDocument(
                id,
                e.collection(),
                uri,
                e.title(),
                e.lang(),
                e.mediaType(),
                text,
                e.sections(),
                e.pages(),
                e.contentHash(),
                Instant.parse(e.modified()),
                Instant.parse(e.indexed()),
                e.metadata(),
                readers);
    }

    /** The collection of an entry. */
    public static CollectionEntry collection(byte[] entry) throws IOException {
        return JSON.readValue(entry, CollectionEntry.class);
    }

    static QuotaEntry quota(byte[] entry) throws IOException {
        return JSON.readValue(entry, QuotaEntry.class);
    }

    /** The passage of an entry. */
    public static PassageEntry passage(byte[] entry) throws IOException {
        return JSON.readValue(entry, PassageEntry.class);
    }

    /** The source of an entry. */
    public static SourceRecord source(byte[] entry, String uri) throws IOException {
        SourceEntry e = JSON.readValue(entry, SourceEntry.class);
        return new SourceRecord(
                e.collection(),
                uri,
                e.sizeBytes(),
                Instant.parse(e.modified()),
                e.sha256(),
                e.documentIds(),
                e.failures(),
                Instant.parse(e.indexed()),
                // There was none in earlier formats.
                e.access() == null ? SourceAccess.EVERYONE : e.access());
    }

    private static byte[] write(Object entry) {
        try {
            return JSON.writeValueAsBytes(entry);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of strings and numbers are always JSON", e);
        }
    }
}
