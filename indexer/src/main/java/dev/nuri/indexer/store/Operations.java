package dev.nuri.indexer.store;

import dev.nuri.indexer.Passage;
import dev.nuri.indexer.Quota;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/**
 * What a store's log holds, one operation a record: a byte that says which, then its parts. A text is a byte (0 for
 * UTF-8, 1 for UTF-16 where it is no valid UTF-16), its bytes' count and its bytes; an entry is the JSON of
 * {@link Entries}, its count before it.
 *
 * <pre>
 * 1  replace a document: id, URI, entry, readers, text; count of passages, of each: ordinal, entry, a byte (1: its text
 *    is the document's at its span, 0: its text follows); a byte (1: vectors follow), of each passage: dimension (0 for none)
 *    and components
 * 2  delete a document: id
 * 3  record a source: URI, entry
 * 4  delete a source: collection, URI
 * 5  show what was written so far: generation
 * 6  set who may read a document: id, readers
 * 7  set who may read a collection: name, readers
 * 8  set who may read a document and record its source: id, readers, URI, entry
 * 9  delete a document and record its source: id, URI, entry
 * 10 set what a collection may hold: name, documents, passages, bytes
 * </pre>
 *
 * <p>Readers are the bytes of {@link Readers#encoded}, their count before them.
 */
final class Operations {

    private static final int REPLACE = 1;
    private static final int DELETE = 2;
    private static final int PUT_SOURCE = 3;
    private static final int DELETE_SOURCE = 4;
    private static final int SHOW = 5;
    private static final int SET_READERS = 6;
    private static final int SET_COLLECTION_READERS = 7;
    private static final int SET_READERS_AND_PUT_SOURCE = 8;
    private static final int DELETE_AND_PUT_SOURCE = 9;
    private static final int SET_COLLECTION_QUOTA = 10;

    private Operations() {}

    /** Does again what a log says was done. */
    interface Target {
        void replace(SourceDocument document, List<Passage> passages, float[][] vectors) throws IOException;

        void delete(String documentId) throws IOException;

        void delete(String documentId, SourceRecord source) throws IOException;

        void putSource(SourceRecord source) throws IOException;

        void deleteSource(String collection, String uri) throws IOException;

        void setReaders(String documentId, SortedSet<String> readers) throws IOException;

        void setCollectionReaders(String collection, SortedSet<String> readers) throws IOException;

        void setCollectionQuota(String collection, Quota quota) throws IOException;

        /** Snapshots of this generation were given out. */
        void show(long generation) throws IOException;
    }

    static byte[] replace(SourceDocument document, List<Passage> passages, float[][] vectors) {
        return encoded(REPLACE, out -> {
            text(out, document.id());
            text(out, document.uri());
            entry(out, Entries.encode(document));
            entry(out, Readers.encoded(document.readers()));
            text(out, document.text());
            out.writeInt(passages.size());
            for (Passage passage : passages) {
                passage(out, passage, document);
            }
            out.writeByte(vectors == null ? 0 : 1);
            for (int i = 0; vectors != null && i < vectors.length; i++) {
                vector(out, vectors[i]);
            }
        });
    }

    private static void passage(DataOutputStream out, Passage passage, SourceDocument document) throws IOException {
        out.writeInt(passage.ordinal());
        entry(out, Entries.encode(passage, document));
        boolean isSlice = document.text().startsWith(passage.text(), passage.start());
        out.writeByte(isSlice ? 1 : 0);
        if (!isSlice) {
            text(out, passage.text());
        }
    }

    private static void vector(DataOutputStream out, float[] vector) throws IOException {
        out.writeInt(vector == null ? 0 : vector.length);
        for (int i = 0; vector != null && i < vector.length; i++) {
            out.writeFloat(vector[i]);
        }
    }

    static byte[] delete(String documentId) {
        return encoded(DELETE, out -> text(out, documentId));
    }

    static byte[] delete(String documentId, SourceRecord source) {
        return encoded(DELETE_AND_PUT_SOURCE, out -> {
            text(out, documentId);
            source(out, source);
        });
    }

    static byte[] putSource(SourceRecord source) {
        return encoded(PUT_SOURCE, out -> source(out, source));
    }

    private static void source(DataOutputStream out, SourceRecord source) throws IOException {
        text(out, source.uri());
        entry(out, Entries.encode(source));
    }

    private static SourceRecord source(ByteBuffer in) throws IOException {
        String uri = text(in);
        return Entries.source(bytes(in), uri);
    }

    static byte[] deleteSource(String collection, String uri) {
        return encoded(DELETE_SOURCE, out -> {
            text(out, collection);
            text(out, uri);
        });
    }

    static byte[] setReaders(String documentId, SortedSet<String> readers) {
        return named(SET_READERS, documentId, readers);
    }

    static byte[] setReaders(String documentId, SortedSet<String> readers, SourceRecord source) {
        return encoded(SET_READERS_AND_PUT_SOURCE, out -> {
            text(out, documentId);
            entry(out, Readers.encoded(readers));
            source(out, source);
        });
    }

    static byte[] setCollectionReaders(String collection, SortedSet<String> readers) {
        return named(SET_COLLECTION_READERS, collection, readers);
    }

    static byte[] setCollectionQuota(String collection, Quota quota) {
        return encoded(SET_COLLECTION_QUOTA, out -> {
            text(out, collection);
            out.writeLong(quota.documents());
            out.writeLong(quota.passages());
            out.writeLong(quota.bytes());
        });
    }

    private static byte[] named(int kind, String name, SortedSet<String> readers) {
        return encoded(kind, out -> {
            text(out, name);
            entry(out, Readers.encoded(readers));
        });
    }

    private static SortedSet<String> readers(ByteBuffer in) {
        byte[] bytes = bytes(in);
        return Readers.decoded(bytes, 0, bytes.length);
    }

    static byte[] show(long generation) {
        return encoded(SHOW, out -> out.writeLong(generation));
    }

    /** Reads an operation and does nothing with it. */
    static void requireKnown(ByteBuffer in) throws IOException {
        apply(in, new Target() {
            @Override
            public void replace(SourceDocument document, List<Passage> passages, float[][] vectors) {}

            @Override
            public void delete(String documentId) {}

            @Override
            public void delete(String documentId, SourceRecord source) {}

            @Override
            public void putSource(SourceRecord source) {}

            @Override
            public void deleteSource(String collection, String uri) {}

            @Override
            public void setReaders(String documentId, SortedSet<String> readers) {}

            @Override
            public void setCollectionReaders(String collection, SortedSet<String> readers) {}

            @Override
            public void setCollectionQuota(String collection, Quota quota) {}

            @Override
            public void show(long generation) {}
        });
    }

    /** Gives an operation to {@code target}. */
    static void apply(ByteBuffer in, Target target) throws IOException {
        int kind = in.get();
        switch (kind) {
            case REPLACE -> replace(in, target);
            case DELETE -> target.delete(text(in));
            case PUT_SOURCE -> target.putSource(source(in));
            case DELETE_SOURCE -> target.deleteSource(text(in), text(in));
            case SET_READERS -> target.setReaders(text(in), readers(in));
            case SET_COLLECTION_READERS -> target.setCollectionReaders(text(in), readers(in));
            case SET_READERS_AND_PUT_SOURCE -> {
                target.setReaders(text(in), readers(in));
                target.putSource(source(in));
            }
            case DELETE_AND_PUT_SOURCE -> target.delete(text(in), source(in));
            case SET_COLLECTION_QUOTA ->
                target.setCollectionQuota(text(in), new Quota(in.getLong(), in.getLong(), in.getLong()));
            case SHOW -> target.show(in.getLong());
            default -> throw new IOException("the log holds an operation of kind " + kind + ", which is not known");
        }
    }

    private static void replace(ByteBuffer in, Target target) throws IOException {
        String id = text(in);
        String uri = text(in);
        byte[] entry = bytes(in);
        SortedSet<String> readers = readers(in);
        SourceDocument document = Entries.document(entry, id, uri, text(in), readers);
        int count = in.getInt();
        List<Passage> passages = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            passages.add(passage(in, document));
        }
        float[][] vectors = in.get() == 0 ? null : new float[count][];
        for (int i = 0; vectors != null && i < count; i++) {
            vectors[i] = vector(in);
        }
        target.replace(document, passages, vectors);
    }

    private static Passage passage(ByteBuffer in, SourceDocument document) throws IOException {
        int ordinal = in.getInt();
        Entries.PassageEntry e = Entries.passage(bytes(in));
        String text = in.get() == 1 ? document.text().substring(e.start(), e.end()) : text(in);
        return new Passage(document.id(), ordinal, e.start(), e.end(), text, e.lang(), e.headings(), e.page());
    }

    private static float[] vector(ByteBuffer in) {
        int dimension = in.getInt();
        if (dimension == 0) {
            return null;
        }
        float[] vector = new float[dimension];
        in.asFloatBuffer().get(vector);
        in.position(in.position() + dimension * Float.BYTES);
        return vector;
    }

    private interface Parts {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] encoded(int kind, Parts parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(kind);
            parts.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void entry(DataOutputStream out, byte[] entry) throws IOException {
        out.writeInt(entry.length);
        out.write(entry);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes;
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            out.writeByte(0);
        } catch (CharacterCodingException e) {
            // Half a surrogate pair: UTF-8 would change it.
            ByteBuffer encoded = ByteBuffer.allocate(text.length() * Character.BYTES);
            encoded.asCharBuffer().put(text);
            bytes = encoded.array();
            out.writeByte(1);
        }
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(ByteBuffer in) {
        boolean isUtf8 = in.get() == 0;
        byte[] bytes = bytes(in);
        return isUtf8
                ? new String(bytes, StandardCharsets.UTF_8)
                : ByteBuffer.wrap(bytes).asCharBuffer().toString();
    }

    private static byte[] bytes(ByteBuffer in) {
        byte[] bytes = new byte[in.getInt()];
        in.get(bytes);
        return bytes;
    }
}
