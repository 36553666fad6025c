package dev.nuri.retriever.eval;

import dev.nuri.indexer.Embedder;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageIndexer;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.retriever.EvalSet;
import dev.nuri.retriever.EvalSet.EvalPassage;
import dev.nuri.retriever.ProgressListener;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The passages of several evaluation sets as one collection: each is a document with a single passage. */
public final class PooledIndex {

    private static final String COLLECTION = "evaluation";
    private static final int BATCH = 64;

    /** Title of a document that has none; it analyses to no term. */
    private static final String UNTITLED = "\u2014";

    private final Map<String, String> evalIds = new HashMap<>();
    private final PassageIndexer index;
    private final Embedder embedder;

    private PooledIndex(PassageIndexer index, Embedder embedder) {
        this.index = index;
        this.embedder = embedder;
    }

    /**
     * Writes and commits the union of the sets.
     *
     * @param embedder null for no vectors
     */
    public static PooledIndex write(
            List<EvalSet> sets, PassageIndexer index, Embedder embedder, ProgressListener progress) {
        PooledIndex pool = new PooledIndex(index, embedder);
        List<EvalPassage> passages =
                sets.stream().flatMap(set -> set.passages().stream()).toList();
        for (int from = 0; from < passages.size(); from += BATCH) {
            int to = Math.min(passages.size(), from + BATCH);
            pool.add(passages.subList(from, to));
            progress.progress("index", to, passages.size());
        }
        index.commit();
        return pool;
    }

    /** The evaluation set's id of an indexed passage. */
    public String evalId(String passageId) {
        return evalIds.get(passageId);
    }

    /** Id of the document that an evaluation set's passage becomes. */
    public static String documentId(String evalId) {
        return SourceDocument.idOf(COLLECTION, uri(evalId));
    }

    private static String uri(String evalId) {
        return "upload:" + evalId;
    }

    /** Passages indexed. */
    public long size() {
        return evalIds.size();
    }

    private void add(List<EvalPassage> batch) {
        List<SourceDocument> documents =
                batch.stream().map(PooledIndex::document).toList();
        float[][] vectors = vectors(documents);
        for (int i = 0; i < documents.size(); i++) {
            SourceDocument document = documents.get(i);
            Passage passage = passage(document);
            String evalId = batch.get(i).id();
            String before = evalIds.put(passage.id(), evalId);
            if (before != null) {
                throw NuriException.invalid("Two passages of the sets have the id '" + evalId + "'.");
            }
            index.replace(document, List.of(passage), new float[][] {vectors[i]});
        }
    }

    private float[][] vectors(List<SourceDocument> documents) {
        float[][] vectors = new float[documents.size()][];
        List<Integer> known = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; embedder != null && i < documents.size(); i++) {
            if (embedder.supports(documents.get(i).lang())) {
                known.add(i);
                texts.add(documents.get(i).text());
            }
        }
        if (!known.isEmpty()) {
            float[][] embedded = embedder.embed(texts, Embedder.Role.PASSAGE);
            for (int j = 0; j < embedded.length; j++) {
                vectors[known.get(j)] = embedded[j];
            }
        }
        return vectors;
    }

    private static SourceDocument document(EvalPassage passage) {
        String text = Normalizer.normalize(passage.text(), Normalizer.Form.NFC);
        String title = Normalizer.normalize(passage.title(), Normalizer.Form.NFC);
        String uri = uri(passage.id());
        return new SourceDocument(
                SourceDocument.idOf(COLLECTION, uri),
                COLLECTION,
                uri,
                title.isBlank() ? UNTITLED : title,
                passage.lang(),
                "text/plain",
                text,
                List.of(new Section(0, text.length(), List.of())),
                List.of(),
                SourceDocument.hashOf(text),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                Readers.EVERYONE);
    }

    private static Passage passage(SourceDocument document) {
        String text = document.text();
        return new Passage(document.id(), 0, 0, text.length(), text, document.lang(), List.of(), 0);
    }
}
