package dev.nuri.indexer.store;

import com.ibm.icu.text.Collator;
import com.ibm.icu.text.RawCollationKey;
import com.ibm.icu.util.ULocale;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.BytesRef;

/** Order of documents in listings: by title as the Unicode collation algorithm has it, then by id. */
final class ListingOrder {

    /** Titles that agree this far are ordered by id; bounds the key. */
    private static final int TITLE_CHARS = 200;

    private static final Collator COLLATOR = Collator.getInstance(ULocale.ROOT).freeze();

    private ListingOrder() {}

    /** A key whose byte order is the listing order; unique when ids are. */
    static BytesRef key(String title, String id) {
        String head = title.length() <= TITLE_CHARS ? title : title.substring(0, TITLE_CHARS);
        RawCollationKey raw = COLLATOR.getRawCollationKey(head, null);
        byte[] idBytes = id.getBytes(StandardCharsets.UTF_8);
        BytesRef key = new BytesRef(raw.size + idBytes.length);
        // A raw key ends in a zero byte, which parts it from the id.
        System.arraycopy(raw.bytes, 0, key.bytes, 0, raw.size);
        System.arraycopy(idBytes, 0, key.bytes, raw.size, idBytes.length);
        key.length = raw.size + idBytes.length;
        return key;
    }
}
