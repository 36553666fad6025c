package dev.nuri.indexer.ingest;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.store.HeldCommit;
import dev.nuri.indexer.store.IndexChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * A process that indexes, replaces, uploads, deletes, rebuilds and holds commits at random until it is killed. On its
 * output, {@code begin KEY=VERSION ...} says what it is about to do (version 0 deletes) and {@code done} that it was
 * acknowledged.
 */
final class KilledIngestor {

    private static final int FILES = 12;
    private static final int BOXES = 3;
    private static final int UPLOADS = 5;

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
     * @param args folder, seed, last version used
     */
    public static void main(String[] args) throws IOException {
        IngestFixture nuri = new IngestFixture(Path.of(args[0]));
        Random random = new Random(Long.parseLong(args[1]));
        KilledIngestor ingestor = new KilledIngestor(nuri, random, Integer.parseInt(args[2]));
        System.out.println("ready");
        Thread.ofPlatform().daemon().start(() -> beside(nuri, random.nextBoolean()));
        while (true) {
            ingestor.step();
        }
    }

    /** Rebuilds the index again and again, or reads held commits to the last byte. */
    private static void beside(IngestFixture nuri, boolean rebuilds) {
        while (true) {
            if (rebuilds) {
                nuri.ingestor.rebuild(
                        new Rebuild(nuri.store, IngestFixture.settings(nuri.embedder, 0), nuri.services, () -> false),
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
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> files();
            case 3 -> box();
            case 4, 5 -> upload();
            default -> remove();
        }
        System.out.println("done");
    }

    private static void begin(List<String> changes) {
        System.out.println("begin " + String.join(" ", changes));
    }

    private void files() throws IOException {
        List<String> keys = new ArrayList<>();
        List<Object> targets = new ArrayList<>();
        version++;
        for (int n = 1 + random.nextInt(4); n > 0; n--) {
            String key = "f" + random.nextInt(FILES) + ".txt";
            if (!keys.contains(key + "=" + version)) {
                keys.add(key + "=" + version);
            }
        }
        begin(keys);
        for (String change : keys) {
            String key = change.substring(0, change.indexOf('='));
            targets.add(nuri.write(key, text(key, version)));
        }
        nuri.ingest(targets.toArray());
    }

    private void box() throws IOException {
        String box = "b" + random.nextInt(BOXES) + ".box";
        version++;
        List<String> members = List.of("m0", "m1", "m2");
        begin(members.stream().map(m -> box + "!/" + m + "=" + version).toList());
        String content = members.stream()
                .map(m -> m + "=" + text(box + "!/" + m, version).strip())
                .collect(Collectors.joining("\n"));
        nuri.ingest(nuri.write(box, content));
    }

    private void upload() throws IOException {
        String name = "u" + random.nextInt(UPLOADS) + ".txt";
        version++;
        begin(List.of(name + "=" + version));
        Path sent = Files.writeString(nuri.files.resolveSibling("sent"), text(name, version));
        nuri.ingestor.upload(sent, name, IngestFixture.C, AccessRule.UNSAID);
    }

    private void remove() {
        String key =
                random.nextBoolean() ? "f" + random.nextInt(FILES) + ".txt" : "u" + random.nextInt(UPLOADS) + ".txt";
        begin(List.of(key + "=0"));
        nuri.ingestor.remove(id(nuri.files, key));
    }

    /** The id of a key's document. */
    static String id(Path files, String key) {
        if (key.startsWith("u")) {
            return SourceDocument.idOf(IngestFixture.C, SourceUris.upload(key));
        }
        int member = key.indexOf("!/");
        String uri = SourceUris.of(files.resolve(member < 0 ? key : key.substring(0, member)));
        return SourceDocument.idOf(
                IngestFixture.C, member < 0 ? uri : SourceUris.member(uri, key.substring(member + 2)));
    }

    /** The text of a key's document; a box holds one line a member. */
    static String text(String key, int version) {
        String line = key + " version " + version + " fish\n";
        return key.contains("!/") ? line : line.repeat(1 + version % 5);
    }
}
