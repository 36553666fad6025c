package dev.nuri.indexer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How long it takes until a change is durable, visible and committed. A program, not a test: its figures go into
 * docs/durability.md.
 */
final class StoreLatency {

    private static final int DOCUMENTS = 2_000;
    private static final int CHANGES = 60;
    private static final int THREADS = 8;

    private StoreLatency() {}

    private interface Change {
        void run(int n);
    }

    /** Runs it in a temporary folder. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("nuri-latency");
        try (PassageStore store = PassageStores.lucene(folder, LanguageAnalyzers.standard(), null, 0)) {
            for (int i = 0; i < DOCUMENTS; i++) {
                write(store, i);
            }
            store.commit();
            print("write + sync", each(n -> {
                write(store, n);
                store.sync();
            }));
            print("write + publish", each(n -> {
                write(store, n);
                store.publish();
            }));
            print("write + commit", each(n -> {
                write(store, n);
                store.commit();
            }));
            print("delete + publish", each(n -> {
                store.delete(document(n).id());
                store.publish();
            }));
            print("delete + commit", each(n -> {
                store.delete(document(CHANGES + n).id());
                store.commit();
            }));
            syncs(store);
        }
    }

    private static void syncs(PassageStore store) throws Exception {
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int from = t * CHANGES;
                all.add(threads.submit(() -> {
                    for (int n = 0; n < CHANGES; n++) {
                        write(store, from + n);
                        store.sync();
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "%d threads: %.0f durable writes/s%n", THREADS, THREADS * CHANGES / seconds);
    }

    private static double[] each(Change change) {
        double[] millis = new double[CHANGES];
        for (int n = 0; n < CHANGES; n++) {
            long start = System.nanoTime();
            change.run(n);
            millis[n] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return millis;
    }

    private static void print(String what, double[] millis) {
        System.out.printf(
                Locale.ROOT, "%-18s p50 %.1f ms, p95 %.1f ms%n", what, millis[CHANGES / 2], millis[CHANGES * 95 / 100]);
    }

    private static SourceDocument document(int n) {
        return TestDocuments.document("c", "d" + n, "en", ("some words of document " + n + " to be found\n").repeat(8));
    }

    private static void write(PassageStore store, int n) {
        SourceDocument d = document(n);
        store.replace(d, TestDocuments.lines(d), null);
    }
}
