package dev.nuri.web.api;

import dev.nuri.indexer.Quota;

/**
 * What a collection may hold and what of it is taken.
 *
 * @param limits what it may hold
 * @param used what it holds, counted as the limits count
 */
public record QuotaView(QuotaBody limits, UseView used) {

    /**
     * What a collection holds.
     *
     * @param documents how many documents
     * @param passages how many passages, those included that documents would have if they repeated no other
     * @param bytes UTF-8 bytes of the documents' texts
     */
    public record UseView(long documents, long passages, long bytes) {}

    /** Shows a quota. */
    public static QuotaView of(Quota.Standing standing) {
        Quota.Use used = standing.used();
        return new QuotaView(
                QuotaBody.of(standing.quota()), new UseView(used.documents(), used.passages(), used.bytes()));
    }
}
