package dev.nuri.web.cli;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.LanguageIdentifier;
import dev.nuri.indexer.LanguageIdentifiers;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.TextExtractor;
import dev.nuri.indexer.TextExtractors;
import dev.nuri.retriever.EvalSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Documents to measure with: the files of a folder, or the passages of evaluation sets, one document each. */
final class BenchCorpus {

    private static final String COLLECTION = "bench";

    private BenchCorpus() {}

    static List<SourceDocument> ofSets(List<EvalSet> sets) {
        return sets.stream()
                .flatMap(set -> set.passages().stream())
                .map(passage -> document(passage, Readers.EVERYONE))
                .toList();
    }

    static SourceDocument document(EvalSet.EvalPassage p, SortedSet<String> readers) {
        return document(uri(p.id()), p.title(), p.lang(), "text/plain", p.text(), sections(p.text()), readers);
    }

    /** Id of the document of an evaluation set's passage. */
    static String documentId(String passageId) {
        return SourceDocument.idOf(COLLECTION, uri(passageId));
    }

    private static String uri(String passageId) {
        return "bench:" + passageId;
    }

    private static List<Section> sections(String text) {
        return text.isEmpty() ? List.of() : List.of(new Section(0, text.length(), List.of()));
    }

    private static SourceDocument document(
            String uri,
            String title,
            String lang,
            String mediaType,
            String text,
            List<Section> sections,
            SortedSet<String> readers) {
        return new SourceDocument(
                SourceDocument.idOf(COLLECTION, uri),
                COLLECTION,
                uri,
                title.isEmpty() ? uri : title,
                lang,
                mediaType,
                text,
                sections,
                List.of(),
                SourceDocument.hashOf(text),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                readers);
    }

    /** Every regular file below a folder, in order. */
    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw NuriException.notFound("There is no folder " + folder + ".");
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** What the parsers read of files, one after another. */
    static List<ExtractedDocument> extract(List<Path> files, IndexerConfig.Parser limits) {
        List<ExtractedDocument> documents = new ArrayList<>();
        TextExtractor.Sink sink = new TextExtractor.Sink() {
            @Override
            public void document(ExtractedDocument document) {
                documents.add(document);
            }

            @Override
            public void failure(String member, String stage, String reason) {
                // Counted by what is missing from the documents.
            }
        };
        try (TextExtractor extractor = TextExtractors.forked(limits)) {
            files.forEach(f -> extractor.extract(f, f.getFileName().toString(), sink));
        }
        return documents;
    }

    static List<SourceDocument> ofExtracted(List<ExtractedDocument> extracted) {
        LanguageIdentifier languages = LanguageIdentifiers.standard();
        List<SourceDocument> documents = new ArrayList<>();
        for (ExtractedDocument d : extracted) {
            String uri = "bench:" + documents.size() + "/" + d.member();
            documents.add(document(
                    uri,
                    d.title(),
                    languages.identify(d.text()),
                    d.mediaType(),
                    d.text(),
                    d.sections(),
                    Readers.EVERYONE));
        }
        return documents;
    }

    /** Writes documents without vectors into a store, on all processors as an ingest does, and commits. */
    static void write(PassageStore store, List<SourceDocument> documents, List<List<Passage>> passages) {
        IntStream.range(0, documents.size()).parallel().forEach(i -> {
            List<Passage> own = passages.get(i);
            store.replace(documents.get(i), own, new float[own.size()][]);
        });
        store.commit();
    }
}
