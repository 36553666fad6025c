package dev.nuri.indexer.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.Seeds;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FreqAndNormBuffer;
import org.apache.lucene.index.Impacts;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.junit.jupiter.api.Test;

/** What is written with norms from an array is what Lucene's own codec writes. */
class ArrayNormsFormatTest {

    @Test
    void writesTheSameImpactsAndNorms() throws IOException {
        Random random = Seeds.random("ArrayNormsFormatTest.writesTheSameImpactsAndNorms");
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            documents.add(document(random));
        }
        try (Directory ours = index(documents, WriterFactory.codec());
                Directory lucenes = index(documents, Codec.getDefault())) {
            assertThat(described(ours)).isEqualTo(described(lucenes));
            try (CheckIndex check = new CheckIndex(ours)) {
                check.setInfoStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
                check.setLevel(CheckIndex.Level.MIN_LEVEL_FOR_SLOW_CHECKS);
                assertThat(check.checkIndex().clean).isTrue();
            }
        }
    }

    /** In one of three fields, two of them rare; some texts are empty. */
    private static Document document(Random random) {
        Document document = new Document();
        int kind = random.nextInt(20);
        String field = kind == 0 ? "rare" : kind == 1 ? "rarer" : "common";
        StringBuilder text = new StringBuilder();
        for (int words = random.nextInt(1 << random.nextInt(8)); words > 0; words--) {
            text.append('w').append(random.nextInt(1 << random.nextInt(1, 10))).append(' ');
        }
        document.add(new TextField(field, text.toString(), Store.NO));
        return document;
    }

    /** Two flushes and a merge of them. */
    private static Directory index(List<Document> documents, Codec codec) throws IOException {
        Directory directory = new ByteBuffersDirectory();
        IndexWriterConfig config = new IndexWriterConfig(new WhitespaceAnalyzer()).setCodec(codec);
        try (IndexWriter writer = new IndexWriter(directory, config)) {
            writer.addDocuments(documents.subList(0, documents.size() / 2));
            writer.commit();
            writer.addDocuments(documents.subList(documents.size() / 2, documents.size()));
            writer.forceMerge(1);
        }
        return directory;
    }

    private static List<String> described(Directory directory) throws IOException {
        List<String> lines = new ArrayList<>();
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            LeafReader leaf = reader.leaves().getFirst().reader();
            for (String field : List.of("common", "rare", "rarer")) {
                TermsEnum terms = leaf.terms(field).iterator();
                while (terms.next() != null) {
                    ImpactsEnum entries = terms.impacts(PostingsEnum.FREQS);
                    entries.advanceShallow(0);
                    Impacts impacts = entries.getImpacts();
                    for (int level = 0; level < impacts.numLevels(); level++) {
                        FreqAndNormBuffer best = impacts.getImpacts(level);
                        lines.add(field + " " + terms.term().utf8ToString() + " " + level + " "
                                + Arrays.toString(Arrays.copyOf(best.freqs, best.size))
                                + Arrays.toString(Arrays.copyOf(best.norms, best.size)));
                    }
                }
            }
        }
        return lines;
    }
}
