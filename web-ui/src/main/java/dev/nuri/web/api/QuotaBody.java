package dev.nuri.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nuri.indexer.Quota;

/**
 * What a collection may hold; what is not named has no limit.
 *
 * @param documents how many documents
 * @param passages how many passages; a document that repeats another counts as if it had passages of its own
 * @param bytes UTF-8 bytes of the documents' texts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record QuotaBody(Long documents, Long passages, Long bytes) {

    /** No limit of any kind. */
    public static final QuotaBody NONE = new QuotaBody(null, null, null);

    /** Shows a quota. */
    static QuotaBody of(Quota quota) {
        return new QuotaBody(shown(quota.documents()), shown(quota.passages()), shown(quota.bytes()));
    }

    private static Long shown(long limit) {
        return limit == Quota.UNLIMITED ? null : limit;
    }

    /**
     * The same for the store.
     *
     * @throws dev.nuri.indexer.NuriException when a limit is negative
     */
    public Quota quota() {
        return new Quota(limit(documents), limit(passages), limit(bytes));
    }

    private static long limit(Long shown) {
        return shown == null ? Quota.UNLIMITED : shown;
    }
}
