package dev.nuri.indexer.ingest;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.ingest.KilledState.Change;
import dev.nuri.indexer.store.HeldCommit;
import dev.nuri.indexer.store.IndexChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process that indexes, replaces, uploads, deletes, sets who may read what, rebuilds and holds commits at random until
 * it is killed. On its output, {@code begin CHANGE ...} says what it is about to do and {@code done} that it was
 * acknowledged.
 */
final class KilledIngestor {

    static final List<String> COLLECTIONS = List.of(IngestFixture.C, "other");

    private static final String COLLECTION = "collection/";
    private static final int FILES = 12;
    private static final int BOXES = 3;
    private static final int MEMBERS = 3;
    private static final int UPLOADS = 5;

    /** What goes on beside the changes. */
    private enum Beside {
        REBUILDING,
        HOLDING,
        NOTHING
    }

    private final IngestFixture nuri;
    private final Random random;
    private int version;

    private KilledIngestor(IngestFixture nuri, Random random, int version) {
        this.nuri = nuri;
        this.random = random;
        this.version = version;
    }

    /**
     * Runs until killed.
     *
     * @param args folder, seed, last version used, number of changes
     */
    public static void main(String[] args) throws IOException {
        IngestFixture nuri = new IngestFixture(Path.of(args[0]));
        Random random = new Random(Long.parseLong(args[1]));
        KilledIngestor ingestor = new KilledIngestor(nuri, random, Integer.parseInt(args[2]));
        System.out.println("ready");
        Beside beside = Beside.values()[random.nextInt(Beside.values().length)];
        Thread.ofPlatform().daemon().start(() -> beside(nuri, beside));
        for (long left = Long.parseLong(args[3]); left > 0; left--) {
            ingestor.step();
        }
    }

    /** Rebuilds the index again and again, or reads held commits to the last byte. */
    private static void beside(IngestFixture nuri, Beside beside) {
        while (beside != Beside.NOTHING) {
            if (beside == Beside.REBUILDING) {
                nuri.ingestor.rebuild(
                        new Rebuild(
                                () -> LiveSuccessor.begin(
                                        nuri.store, IngestFixture.settings(nuri.embedder, 0), nuri.services),
                                nuri.services,
                                () -> false),
                        _ -> {});
            } else {
                try (HeldCommit held = nuri.store.hold()) {
                    var check = IndexChecker.check(nuri.store.folders().index(), held);
                    if (!check.damages().isEmpty()) {
                        System.out.println("damage " + check.damages());
                    }
                }
            }
        }
    }

    private void step() throws IOException {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> files();
            case 3 -> box();
            case 4, 5 -> upload();
            case 6, 7 -> remove();
            case 8 -> collectionReaders();
            default -> readers();
        }
        System.out.println("done");
    }

    private static void begin(List<Change> changes) {
        System.out.println("begin " + changes.stream().map(Change::toString).collect(Collectors.joining(" ")));
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /** Null, which leaves the readers as they are, more often than not. */
    private String readersOrNone() {
        return random.nextInt(3) == 0 ? any(KilledState.NAMES) : null;
    }

    private static AccessRule rule(String readers) {
        return readers == null ? AccessRule.UNSAID : new AccessRule.Principals(KilledState.readers(readers));
    }

    private void files() throws IOException {
        String readers = readersOrNone();
        version++;
        List<Change> changes = Stream.generate(() -> "f" + random.nextInt(FILES) + ".txt")
                .limit(1 + random.nextInt(4))
                .distinct()
                .map(key -> new Change(key, version, readers))
                .toList();
        begin(changes);
        List<String> targets = new ArrayList<>();
        for (Change change : changes) {
            targets.add(nuri.write(change.key(), text(change.key(), version)).toString());
        }
        ingest(targets, readers);
    }

    private void box() throws IOException {
        String box = "b" + random.nextInt(BOXES) + ".box";
        String readers = readersOrNone();
        version++;
        List<String> keys = Stream.iterate(0, n -> n < MEMBERS, n -> n + 1)
                .map(n -> member(box, n))
                .toList();
        begin(keys.stream().map(key -> new Change(key, version, readers)).toList());
        String content = keys.stream()
                .map(key -> key.substring(key.indexOf("!/") + 2) + "="
                        + text(key, version).strip())
                .collect(Collectors.joining("\n"));
        ingest(List.of(nuri.write(box, content).toString()), readers);
    }

    private static String member(String box, int n) {
        return box + "!/m" + n;
    }

    private void ingest(List<String> targets, String readers) {
        nuri.ingestor.ingest(new IngestRequest(targets, IngestFixture.C, rule(readers)), _ -> {}, () -> false);
    }

    private void upload() throws IOException {
        String key = uploadKey();
        String readers = readersOrNone();
        version++;
        begin(List.of(new Change(key, version, readers)));
        Path sent = Files.writeString(nuri.files.resolveSibling("sent"), text(key, version));
        nuri.ingestor.upload(sent, key, collection(key), rule(readers));
    }

    /** Those that begin with an o are in the other collection. */
    private String uploadKey() {
        return (random.nextInt(3) == 0 ? "o" : "u") + random.nextInt(UPLOADS) + ".txt";
    }

    private void remove() {
        String key = random.nextBoolean() ? "f" + random.nextInt(FILES) + ".txt" : uploadKey();
        begin(List.of(new Change(key, 0, null)));
        nuri.ingestor.remove(id(nuri.files, key));
    }

    private void readers() {
        String key =
                switch (random.nextInt(3)) {
                    case 0 -> "f" + random.nextInt(FILES) + ".txt";
                    case 1 -> member("b" + random.nextInt(BOXES) + ".box", random.nextInt(MEMBERS));
                    default -> uploadKey();
                };
        String readers = any(KilledState.NAMES);
        begin(List.of(new Change(key, null, readers)));
        nuri.ingestor.setReaders(id(nuri.files, key), KilledState.readers(readers));
    }

    private void collectionReaders() {
        String name = any(COLLECTIONS);
        String readers = any(KilledState.NAMES);
        begin(List.of(new Change(COLLECTION + name, null, readers)));
        nuri.ingestor.setCollectionReaders(name, KilledState.readers(readers));
    }

    static boolean isCollection(String key) {
        return key.startsWith(COLLECTION);
    }

    static boolean isUpload(String key) {
        return key.startsWith("u") || key.startsWith("o");
    }

    /** The collection that a key is, or is in. */
    static String collection(String key) {
        if (isCollection(key)) {
            return key.substring(COLLECTION.length());
        }
        return COLLECTIONS.get(key.startsWith("o") ? 1 : 0);
    }

    /** The key of a collection. */
    static String collectionKey(String name) {
        return COLLECTION + name;
    }

    /** The URI of the source of a key's document. */
    static String source(Path files, String key) {
        if (isUpload(key)) {
            return SourceUris.upload(key);
        }
        int member = key.indexOf("!/");
        return SourceUris.of(files.resolve(member < 0 ? key : key.substring(0, member)));
    }

    /** The id of a key's document. */
    static String id(Path files, String key) {
        String uri = source(files, key);
        int member = key.indexOf("!/");
        return SourceDocument.idOf(
                collection(key), member < 0 ? uri : SourceUris.member(uri, key.substring(member + 2)));
    }

    /** The text of a key's document; a box holds one line a member. */
    static String text(String key, int version) {
        String line = key + " version " + version + " fish\n";
        return key.contains("!/") ? line : line.repeat(1 + version % 5);
    }
}
