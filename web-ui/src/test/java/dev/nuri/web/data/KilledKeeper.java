package dev.nuri.web.data;

import dev.nuri.indexer.Indexer;
import dev.nuri.indexer.IndexerConfig;
import dev.nuri.indexer.Passage;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.Section;
import dev.nuri.indexer.SourceAccess;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A process that changes a data folder and backs it up, or restores it from two backups in turn, until it is killed. On
 * its output, {@code begin WHAT} says what it is about to do and {@code done} that it did.
 */
final class KilledKeeper {

    private static final int DOCUMENTS = 6;

    private KilledKeeper() {}

    /**
     * Runs until killed.
     *
     * @param args {@code backup}, folder, backup, seed, last version used; or {@code restore}, folder, backups
     */
    public static void main(String[] args) {
        Path data = Path.of(args[1]);
        System.out.println("ready");
        if (args[0].equals("restore")) {
            for (int i = 2; ; i = i == 2 ? 3 : 2) {
                System.out.println("begin " + args[i]);
                new Restore(Path.of(args[i]), data).run(true);
                System.out.println("done");
            }
        }
        Random random = new Random(Long.parseLong(args[3]));
        int version = Integer.parseInt(args[4]);
        Indexer indexer = Indexer.open(IndexerConfig.of(data), null);
        while (true) {
            for (int n = random.nextInt(3); n > 0; n--) {
                version++;
                String key = "d" + random.nextInt(DOCUMENTS);
                System.out.println("begin " + key + "=" + version);
                write(indexer.store(), key, version);
                System.out.println("done");
            }
            System.out.println("begin backup");
            new Backup(data, "0", indexer::hold).write(Path.of(args[2]), null);
            System.out.println("done");
        }
    }

    /** Writes a document and makes it durable. */
    static void write(PassageStore store, String key, int version) {
        String text = key + " is at " + version;
        SourceDocument document = new SourceDocument(
                SourceDocument.idOf("default", uri(key)),
                "default",
                uri(key),
                key,
                "en",
                "text/plain",
                text,
                List.of(new Section(0, text.length(), List.of())),
                List.of(),
                SourceDocument.hashOf(text),
                Instant.EPOCH,
                Instant.EPOCH,
                Map.of(),
                Readers.EVERYONE);
        Passage passage = new Passage(document.id(), 0, 0, text.length(), text, "en", List.of(), 0);
        store.replace(document, List.of(passage), new float[1][]);
        store.putSource(new SourceRecord(
                "default",
                uri(key),
                text.length(),
                Instant.EPOCH,
                document.contentHash(),
                List.of(document.id()),
                List.of(),
                Instant.EPOCH,
                SourceAccess.EVERYONE));
        store.publish();
    }

    private static String uri(String key) {
        return "file:///" + key;
    }
}
