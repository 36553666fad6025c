package dev.nuri.retriever;

import dev.nuri.indexer.NuriException;
import dev.nuri.retriever.fusion.Scored;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * The place after the last hit of a page. The next page holds what follows that hit's score and id in the ranking of
 * the moment, whose head a reranker orders as far as it did on that page. On the same generation of the index pages
 * neither overlap nor skip, unless the reranker fails on one of them; when documents have changed in between, a hit is
 * still never repeated unless its own score fell, and what now ranks above that place is not shown.
 *
 * @param rank of the last hit, 1-based
 * @param score of the last hit
 * @param id of the last hit
 * @param head passages that a reranker ordered; 0 when there was none
 */
record Cursor(int rank, double score, String id, int head) {

    private static final byte VERSION = 3;
    private static final int FIXED_BYTES = 1 + Integer.BYTES * 2 + Long.BYTES * 3;

    /** Whether a passage comes after this place. */
    boolean before(Scored item) {
        return Scored.ORDER.compare(new Scored(id, -1, score), item) < 0;
    }

    /** Layout: version, request, rank, head, score, id in UTF-8, CRC-32 of all that. */
    String encode(SearchRequest request) {
        byte[] idBytes = id.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + idBytes.length);
        bytes.put(VERSION).putLong(digest(request)).putInt(rank).putInt(head).putDouble(score);
        bytes.put(idBytes).putLong(crc(bytes.array(), bytes.position()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * The request's cursor, or null on a first page.
     *
     * @throws NuriException when it is none of ours or belongs to another request
     */
    static Cursor of(SearchRequest request) {
        return request.cursor() == null ? null : decode(request.cursor(), request);
    }

    private static Cursor decode(String text, SearchRequest request) {
        byte[] all = decoded(text);
        ByteBuffer bytes = ByteBuffer.wrap(all);
        int idBytes = all.length - FIXED_BYTES;
        if (idBytes < 1 || bytes.get() != VERSION || !intact(all)) {
            throw damaged();
        }
        if (bytes.getLong() != digest(request)) {
            throw NuriException.invalid(
                    "The cursor belongs to another query or other filters: repeat the request it came"
                            + " from, or leave it out to start over.");
        }
        int rank = bytes.getInt();
        int head = bytes.getInt();
        double score = bytes.getDouble();
        byte[] id = new byte[idBytes];
        bytes.get(id);
        return new Cursor(rank, score, new String(id, StandardCharsets.UTF_8), head);
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw damaged();
        }
    }

    private static boolean intact(byte[] bytes) {
        int end = bytes.length - Long.BYTES;
        return ByteBuffer.wrap(bytes).getLong(end) == crc(bytes, end);
    }

    private static NuriException damaged() {
        return NuriException.invalid(
                "The cursor is not one a search gave: pass it on unchanged, or leave it out to start over.");
    }

    private static long crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    /** What must be the same on every page. */
    private static long digest(SearchRequest request) {
        StringBuilder canonical = new StringBuilder();
        append(canonical, request.query());
        append(canonical, request.like());
        append(canonical, request.collection());
        append(canonical, request.lang());
        append(canonical, request.legs().name());
        append(canonical, Integer.toString(request.perDocument()));
        new TreeMap<>(request.filters()).forEach((field, values) -> {
            append(canonical, field);
            values.forEach(value -> append(canonical, value));
        });
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Length first, so that no two requests read the same. */
    private static void append(StringBuilder canonical, String part) {
        canonical.append(part == null ? -1 : part.length()).append(':').append(part);
    }
}
