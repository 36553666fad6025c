package dev.nuri.indexer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;

/**
 * A document as it is stored: immutable, with the text that every passage, citation and highlight points into.
 *
 * @param id stable for a collection and URI, see {@link #idOf}
 * @param collection name of the collection it belongs to
 * @param uri where it came from: {@code file:}, {@code http:}, {@code https:} or {@code upload:}; a member of an
 *     archive is the archive's URI followed by {@code !/} and its path
 * @param title never empty: the document's own, or its file name
 * @param lang main language as a BCP 47 tag, {@code und} when unknown
 * @param mediaType type without parameters
 * @param text NFC
 * @param sections cover the text in order
 * @param pages ascending by start; empty when the format has none
 * @param contentHash SHA-256 of the text, hexadecimal: equal for exact duplicates
 * @param modified when the source was last changed, as far as it says
 * @param indexed when it was added or replaced here
 * @param metadata what the file says of itself, warnings included
 * @param readers the principals that may read it, as {@link Readers} makes them; empty for everyone who may read its
 *     collection
 */
public record SourceDocument(
        String id,
        String collection,
        String uri,
        String title,
        String lang,
        String mediaType,
        String text,
        List<Section> sections,
        List<PageStart> pages,
        String contentHash,
        Instant modified,
        Instant indexed,
        Map<String, String> metadata,
        SortedSet<String> readers) {

    /** Key of {@link #metadata} that names the document whose text this one repeats; such a document has no passages. */
    public static final String DUPLICATE_OF = "duplicateOf";

    /** Key of {@link #metadata}, beside {@link #DUPLICATE_OF}: how many passages it would have if it repeated nothing. */
    private static final String REPEATED_PASSAGES = "repeatedPassages";

    public SourceDocument {
        sections = List.copyOf(sections);
        pages = List.copyOf(pages);
        metadata = Map.copyOf(metadata);
        readers = Readers.of(readers);
    }

    /** The same as a document that repeats another and would have {@code passages} otherwise. */
    public SourceDocument asRepetition(String original, int passages) {
        Map<String, String> marked = new HashMap<>(metadata);
        marked.put(DUPLICATE_OF, original);
        marked.put(REPEATED_PASSAGES, Integer.toString(passages));
        return withMetadata(marked);
    }

    /** The same as a document that repeats no other. */
    public SourceDocument asFirst() {
        Map<String, String> unmarked = new HashMap<>(metadata);
        unmarked.remove(DUPLICATE_OF);
        unmarked.remove(REPEATED_PASSAGES);
        return withMetadata(unmarked);
    }

    /** How many passages it would have if it did not repeat another; empty when it does not, or it was not counted. */
    public OptionalInt repeatedPassages() {
        String count = metadata.get(REPEATED_PASSAGES);
        return count == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(count));
    }

    /** The same with other metadata. */
    public SourceDocument withMetadata(Map<String, String> other) {
        return new SourceDocument(
                id,
                collection,
                uri,
                title,
                lang,
                mediaType,
                text,
                sections,
                pages,
                contentHash,
                modified,
                indexed,
                other,
                readers);
    }

    /** The id of the document at {@code uri} in {@code collection}: the first 128 bits of their SHA-256, hexadecimal. */
    public static String idOf(String collection, String uri) {
        byte[] digest = sha256((collection + "\n" + uri).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(digest, 16));
    }

    /**
     * The URI of the file, URL or upload that holds the document at {@code uri}: all before the first {@code !/}, which
     * sources' own URIs never contain.
     */
    public static String sourceUri(String uri) {
        int member = uri.indexOf("!/");
        return member < 0 ? uri : uri.substring(0, member);
    }

    /** The content hash of a text. */
    public static String hashOf(String text) {
        return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
