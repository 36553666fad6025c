package dev.nuri.indexer.store;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.Seeds;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import dev.nuri.indexer.log.SimulatedDisk;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full at its n-th change, for n = 1, 2, ...: errors are typed, nothing acknowledged is lost, all heals. */
class DiskFullTest {

    private static final int DOCUMENTS = 12;

    @TempDir
    Path folder;

    private final Random random = Seeds.random("DiskFullTest");

    private final Set<String> acknowledged = new HashSet<>();
    private final Set<String> maybe = new HashSet<>();

    @Test
    void everyFailedChangeHealsAndLosesNothing() {
        int points = Integer.getInteger("nuri.diskfull.points", 120);
        long n = 0;
        SimulatedDisk disk;
        do {
            n++;
            disk = new SimulatedDisk(random);
            acknowledged.clear();
            maybe.clear();
            failAt(n, disk);
        } while (disk.calls() > n && n < points);
        assertThat(n).isGreaterThan(50);
        System.out.println("DiskFullTest: full at each of " + n + " changes, 0 lost");
    }

    private void failAt(long n, SimulatedDisk disk) {
        LuceneStore store = open(disk);
        disk.failAt(n);
        for (int i = 0; i < DOCUMENTS; i++) {
            SourceDocument d = document("c", "d" + i, "en", "one fish\ntwo fish " + i);
            try {
                write(store, d, i);
            } catch (NuriException e) {
                assertThat(e.code()).as("%s", e.getMessage()).isEqualTo(ErrorCode.DISK_FULL);
                assertSearchable(store);
                disk.heal();
                commit(store);
                write(store, d, i);
            }
        }
        disk.heal();
        store.abandon();
        store = open(disk);
        Set<String> found = found(store);
        assertThat(found).as("full at change %s", n).containsAll(acknowledged);
        found.removeAll(acknowledged);
        assertThat(maybe).containsAll(found);
        store.abandon();
    }

    private void write(LuceneStore store, SourceDocument d, int i) {
        maybe.add(d.id());
        store.replace(d, lines(d), null);
        switch (i % 4) {
            case 0 -> store.sync();
            case 1 -> store.publish();
            case 2 -> store.commit();
            default -> {
                return;
            }
        }
        acknowledged.add(d.id());
    }

    /** The first commit after a failure may tell of it once more. */
    private static void commit(LuceneStore store) {
        try {
            store.commit();
        } catch (NuriException e) {
            store.commit();
        }
    }

    private static void assertSearchable(LuceneStore store) {
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            assertThat(now.generation()).isNotNegative();
        }
    }

    private static Set<String> found(LuceneStore store) {
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            Set<String> ids = new HashSet<>();
            now.documents(null, 0, 100).forEach(d -> ids.add(d.id()));
            return ids;
        }
    }

    private LuceneStore open(SimulatedDisk disk) {
        StoreSettings settings = new StoreSettings(
                new WhitespaceAnalyzer(), _ -> null, "analysis-1", "embedder-1", 4, null, CommitStamp.FORMAT, 0);
        return LuceneStore.open(new SimulatedDirectory(disk), folder, settings, disk.log());
    }
}
