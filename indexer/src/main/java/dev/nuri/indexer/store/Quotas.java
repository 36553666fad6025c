package dev.nuri.indexer.store;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Quota;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.util.BytesRef;

/**
 * The quotas of an index and what is taken of them. What is taken is counted in the index itself whenever the index is
 * opened, a quota is set or a failed writer was replaced, and follows each write from there: nothing is kept beside the
 * index that could come to differ from it. Thread-safe; the order of one document's writes is the store's affair.
 */
final class Quotas {

    /** A collection with a quota. Guarded by itself. */
    private static final class Account {
        private final Quota quota;
        private Quota.Use used;

        private Account(Quota quota, Quota.Use used) {
            this.quota = quota;
            this.used = used;
        }
    }

    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    /** Whether a collection has a quota. */
    boolean concern(String collection) {
        return accounts.containsKey(collection);
    }

    /** Whether no collection has one. */
    boolean areNone() {
        return accounts.isEmpty();
    }

    /** Counts nothing, until it is told anew what there is: writes that are done again were counted before. */
    void clear() {
        accounts.clear();
    }

    /** Takes all from an index that shows every write; nobody writes meanwhile. */
    void load(IndexReader reader) throws IOException {
        Map<String, Quota.Standing> standings = standings(reader);
        accounts.clear();
        standings.forEach((name, standing) -> accounts.put(name, new Account(standing.quota(), standing.used())));
    }

    /**
     * Sets a quota; nobody writes meanwhile.
     *
     * @param reader shows every write
     */
    void set(String collection, Quota quota, IndexReader reader) throws IOException {
        if (quota.equals(Quota.NONE)) {
            accounts.remove(collection);
        } else {
            Quota.Use used = used(reader, Map.of(collection, quota)).getOrDefault(collection, Quota.Use.NOTHING);
            accounts.put(collection, new Account(quota, used));
        }
    }

    /**
     * Takes what a document needs.
     *
     * @param before what it takes now; null when it is not there
     * @throws NuriException OVER_QUOTA when there is too little room; nothing is taken then
     */
    void replace(Weight before, Weight after) {
        Account account = accounts.get(after.collection());
        if (account == null) {
            return;
        }
        Quota.Use old = before == null ? Quota.Use.NOTHING : before.use();
        synchronized (account) {
            Quota.Use next = account.used.minus(old).plus(after.use());
            // Whatever has the same text as before brings nothing new.
            if (before == null || !before.contentHash().equals(after.contentHash())) {
                requireRoom(after.collection(), account.quota, account.used, next);
            }
            account.used = next;
        }
    }

    /** Undoes {@link #replace}. */
    void restore(Weight before, Weight after) {
        give(after);
        Account account = before == null ? null : accounts.get(before.collection());
        if (account != null) {
            synchronized (account) {
                account.used = account.used.plus(before.use());
            }
        }
    }

    /** Gives back what a document took that is gone; null when there was none. */
    void give(Weight gone) {
        Account account = gone == null ? null : accounts.get(gone.collection());
        if (account != null) {
            synchronized (account) {
                account.used = account.used.minus(gone.use());
            }
        }
    }

    /**
     * Passes unless a quota is used up.
     *
     * @throws NuriException OVER_QUOTA when no other document of any size fits into a collection
     */
    void requireRoom(String collection) {
        Account account = accounts.get(collection);
        if (account != null) {
            synchronized (account) {
                requireRoom(collection, account.quota, account.used, account.used.plus(new Quota.Use(1, 1, 1)));
            }
        }
    }

    private static void requireRoom(String collection, Quota quota, Quota.Use now, Quota.Use next) {
        requireRoom(collection, "documents", quota.documents(), now.documents(), next.documents());
        requireRoom(collection, "passages", quota.passages(), now.passages(), next.passages());
        requireRoom(collection, "bytes of text", quota.bytes(), now.bytes(), next.bytes());
    }

    private static void requireRoom(String collection, String what, long limit, long now, long next) {
        if (next > limit && next > now) {
            // Not how much is there: the writer may not be allowed to read all of it.
            throw new NuriException(
                    ErrorCode.OVER_QUOTA,
                    "The quota of " + what + " of the collection '" + collection + "' is " + limit
                            + ", and this would exceed it.");
        }
    }

    /** The quotas of an index and what is taken of each, by collection. */
    static Map<String, Quota.Standing> standings(IndexReader reader) throws IOException {
        Map<String, Quota> quotas = new TreeMap<>();
        StoredFields fields = reader.storedFields();
        Lookup.each(reader, new Term(IndexSchema.KIND, IndexSchema.KIND_QUOTA), docId -> {
            Entries.QuotaEntry entry = StoredEntry.read(fields, docId, false).quota();
            quotas.put(entry.name(), entry.quota());
        });
        Map<String, Quota.Use> used = used(reader, quotas);
        Map<String, Quota.Standing> standings = new TreeMap<>();
        quotas.forEach((name, quota) ->
                standings.put(name, new Quota.Standing(quota, used.getOrDefault(name, Quota.Use.NOTHING))));
        return standings;
    }

    /** What is taken in each of {@code collections}. */
    private static Map<String, Quota.Use> used(IndexReader reader, Map<String, Quota> collections) throws IOException {
        Map<String, Quota.Use> used = new TreeMap<>();
        if (collections.isEmpty()) {
            return used;
        }
        for (LeafReaderContext context : reader.leaves()) {
            LeafReader leaf = context.reader();
            SortedDocValues names = DocValues.getSorted(leaf, IndexSchema.COLLECTION);
            for (String name : collections.keySet()) {
                int ord = names.lookupTerm(new BytesRef(name));
                if (ord >= 0) {
                    used.merge(name, used(leaf, ord), Quota.Use::plus);
                }
            }
        }
        return used;
    }

    private static Quota.Use used(LeafReader leaf, int collection) throws IOException {
        SortedDocValues names = DocValues.getSorted(leaf, IndexSchema.COLLECTION);
        Quota.Use[] used = {Quota.Use.NOTHING};
        Lookup.each(leaf, new Term(IndexSchema.KIND, IndexSchema.KIND_DOCUMENT), doc -> {
            if (names.advanceExact(doc) && names.ordValue() == collection) {
                used[0] = used[0].plus(Weight.use(leaf, doc));
            }
        });
        return used[0];
    }
}
