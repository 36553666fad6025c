package dev.nuri.indexer.store;

import dev.nuri.indexer.Damage;
import dev.nuri.indexer.IndexSchema;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.FixedBitSet;

/**
 * Whether the entries of an index keep to its rules: every document is there once, with its passages in order and their
 * text its own; no passage is without its document; a source's documents are there and every document has its source; and
 * in a language in which any passage has a vector, all have one, unless embedding is known to have failed.
 */
final class Consistency {

    private static final int MAX_TOLD = 20;

    private final List<Damage> damages;
    private long documents;
    private long passages;
    private int told;

    Consistency(List<Damage> damages) {
        this.damages = damages;
    }

    long documents() {
        return documents;
    }

    long passages() {
        return passages;
    }

    void check(IndexReader reader) throws IOException {
        FixedBitSet vectors = vectors(reader);
        Set<String> listed = new HashSet<>();
        Set<String> unembedded = new HashSet<>();
        List<SourceRecord> records = new ArrayList<>();
        StoredFields fields = reader.storedFields();
        Lookup.each(reader, kind(IndexSchema.KIND_SOURCE), docId -> {
            SourceRecord record = StoredEntry.read(fields, docId, false).source();
            records.add(record);
            listed.addAll(record.documentIds());
            String key = Fields.sourceKey(record.collection(), record.uri());
            if (record.failures().stream().anyMatch(failure -> failure.stage().equals("embed"))) {
                unembedded.add(key);
            }
        });
        Set<String> present = new HashSet<>();
        Set<String> embeddedLanguages = new TreeSet<>();
        List<String[]> without = new ArrayList<>();
        long[] passageEntries = {0};
        Lookup.each(reader, kind(IndexSchema.KIND_PASSAGE), _ -> passageEntries[0]++);
        Lookup.each(reader, kind(IndexSchema.KIND_DOCUMENT), docId -> {
            SourceDocument document = StoredEntry.read(fields, docId, true).document(ReadersField.read(reader, docId));
            documents++;
            if (!present.add(document.id())) {
                tell(document, "is there more than once");
            }
            if (!listed.isEmpty() && !listed.contains(document.id())) {
                tell(document, "is listed by no source");
            }
            String key = Fields.sourceKey(document.collection(), SourceDocument.sourceUri(document.uri()));
            for (int entry : block(reader, document)) {
                String lang = passage(fields, entry, document);
                if (vectors.get(entry)) {
                    embeddedLanguages.add(lang);
                } else if (!unembedded.contains(key)) {
                    without.add(new String[] {lang, document.uri()});
                }
            }
        });
        if (passageEntries[0] != passages) {
            tell("the index", "has " + passageEntries[0] + " passages of which " + passages + " belong to a document");
        }
        for (SourceRecord record : records) {
            for (String id : record.isBegun() ? List.<String>of() : record.documentIds()) {
                if (!present.contains(id)) {
                    tell(record.uri(), "lists document " + id + ", which is not there");
                }
            }
        }
        without.stream()
                .filter(passage -> embeddedLanguages.contains(passage[0]))
                .forEach(passage -> tell(passage[1], "has a passage without its vector"));
    }

    /** The entries of a document's passages, in order. */
    private List<Integer> block(IndexReader reader, SourceDocument document) throws IOException {
        List<Integer> block = new ArrayList<>();
        Lookup.each(reader, new Term(IndexSchema.DOCUMENT_ID, document.id()), block::add);
        return block.subList(0, Math.max(0, block.size() - 1));
    }

    /** Checks a passage and gives its language. */
    private String passage(StoredFields fields, int entry, SourceDocument document) throws IOException {
        Passage passage = StoredEntry.read(fields, entry, true).passage();
        passages++;
        boolean isSlice = passage.end() <= document.text().length()
                && document.text().startsWith(passage.text(), passage.start());
        if (!isSlice) {
            tell(document, "has a passage " + passage.ordinal() + " that is not its text");
        }
        return passage.lang();
    }

    private static FixedBitSet vectors(IndexReader reader) throws IOException {
        FixedBitSet vectors = new FixedBitSet(Math.max(1, reader.maxDoc()));
        for (LeafReaderContext context : reader.leaves()) {
            FloatVectorValues values = context.reader().getFloatVectorValues(IndexSchema.VECTOR);
            if (values != null) {
                KnnVectorValues.DocIndexIterator docs = values.iterator();
                for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
                    vectors.set(context.docBase + doc);
                }
            }
        }
        return vectors;
    }

    private void tell(SourceDocument document, String what) {
        tell(document.uri(), what);
    }

    private void tell(String where, String what) {
        if (told++ < MAX_TOLD) {
            damages.add(new Damage(where, what, "rebuild the index with `nuri reindex`, then index it again"));
        }
    }

    private static Term kind(String kind) {
        return new Term(IndexSchema.KIND, kind);
    }
}
