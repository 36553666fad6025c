package dev.nuri.web.permissions;

import dev.nuri.indexer.AccessRule;
import dev.nuri.indexer.IndexSnapshot;
import dev.nuri.indexer.IngestRequest;
import dev.nuri.indexer.Ingestor;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.Readers;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files in folders, one for each collection, who may read each, and an index that follows. What may be read by whom is
 * kept here a second time, by the rules as they are told to users.
 */
final class World {

    private static final List<String> PRINCIPALS =
            List.of("user:ann", "user:bob", "user:chris", "group:red", "group:green", "group:blue");
    private static final List<String> COLLECTIONS = List.of("letters", "minutes", "press");
    private static final List<String> FOLDERS = List.of("", "a", "a/b", "c");

    private final Random random;
    private final Words words;
    private final Path root;
    private final Ingestor ingestor;
    private final PassageStore store;
    private final Map<Path, Item> items = new TreeMap<>();
    private final Map<String, SortedSet<String>> sidecars = new HashMap<>();
    private final Map<String, SortedSet<String>> collectionReaders = new HashMap<>();
    /** Every word that only one document has or had. */
    private final Map<String, Path> canaries = new HashMap<>();

    /** A file as it was last indexed. */
    private static final class Item {
        private final String collection;
        private final String folder;
        private String canary;
        private SortedSet<String> readers = Readers.EVERYONE;
        private SortedSet<String> given;
        private boolean indexed;
        private boolean broken;
        private boolean removed;

        private Item(String collection, String folder) {
            this.collection = collection;
            this.folder = folder;
        }
    }

    World(Random random, Path root, Ingestor ingestor, PassageStore store) {
        this.random = random;
        this.words = new Words(random);
        this.root = root;
        this.ingestor = ingestor;
        this.store = store;
    }

    /** Changes some of everything and brings the index in line. */
    void step() throws IOException {
        String collection = COLLECTIONS.get(random.nextInt(COLLECTIONS.size()));
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
            changeFile(collection);
        }
        if (random.nextInt(3) == 0) {
            changeSidecar(collection);
        }
        index(collection);
        for (int i = random.nextInt(4); i > 0; i--) {
            setReaders();
        }
        if (random.nextInt(4) == 0) {
            setCollectionReaders();
        }
        if (random.nextInt(4) == 0) {
            remove();
        }
    }

    private void changeFile(String collection) throws IOException {
        List<Path> own = items.entrySet().stream()
                .filter(e -> e.getValue().collection.equals(collection))
                .map(Map.Entry::getKey)
                .toList();
        if (own.size() < 12 || (random.nextInt(3) == 0 && own.size() < 40)) {
            String folder = FOLDERS.get(random.nextInt(FOLDERS.size()));
            Item item = new Item(collection, folder);
            String canary = words.canary();
            item.broken = random.nextInt(12) == 0;
            Path file = root.resolve(collection).resolve(folder).resolve(canary + (item.broken ? ".pdf" : ".txt"));
            items.put(file, item);
            write(file, item);
        } else {
            Path file = own.get(random.nextInt(own.size()));
            if (random.nextInt(3) == 0) {
                Files.delete(file);
                items.remove(file);
            } else {
                write(file, items.get(file));
            }
        }
    }

    /** A new text, or that of another file, so that there are duplicates. */
    private void write(Path file, Item item) throws IOException {
        Files.createDirectories(file.getParent());
        item.canary = words.canary();
        canaries.put(item.canary, file);
        canaries.put(name(file), file);
        if (item.broken) {
            Files.writeString(file, "%PDF-1.7 " + item.canary);
            return;
        }
        List<Path> others = items.keySet().stream()
                .filter(other -> !other.equals(file) && Files.exists(other) && !items.get(other).broken)
                .toList();
        if (!others.isEmpty() && random.nextInt(4) == 0) {
            Path other = others.get(random.nextInt(others.size()));
            item.canary = items.get(other).canary;
            Files.writeString(file, Files.readString(other));
        } else {
            Files.writeString(file, words.text(item.canary));
        }
    }

    static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.indexOf('.'));
    }

    private SortedSet<String> someone() {
        if (random.nextInt(4) == 0) {
            return Readers.EVERYONE;
        }
        List<String> some = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            some.add(PRINCIPALS.get(random.nextInt(PRINCIPALS.size())));
        }
        return Readers.of(some);
    }

    private void changeSidecar(String collection) throws IOException {
        String folder = FOLDERS.get(random.nextInt(FOLDERS.size()));
        Path at = root.resolve(collection).resolve(folder);
        Files.createDirectories(at);
        if (sidecars.remove(collection + "/" + folder) != null && random.nextBoolean()) {
            Files.delete(at.resolve(Ingestor.SIDECAR));
            return;
        }
        SortedSet<String> readers = someone();
        sidecars.put(collection + "/" + folder, readers);
        Files.writeString(
                at.resolve(Ingestor.SIDECAR),
                "# readers\n" + (readers.isEmpty() ? "everyone" : String.join("\n", readers)) + "\n");
    }

    private SortedSet<String> given(Item item) {
        for (String folder = item.folder; ; folder = folder.substring(0, Math.max(0, folder.lastIndexOf('/')))) {
            SortedSet<String> said = sidecars.get(item.collection + "/" + folder);
            if (said != null || folder.isEmpty()) {
                return said;
            }
        }
    }

    private void index(String collection) throws IOException {
        Files.createDirectories(root.resolve(collection));
        SortedSet<String> asked = random.nextInt(3) == 0 ? someone() : null;
        AccessRule rule = asked == null ? AccessRule.UNSAID : new AccessRule.Principals(asked);
        ingestor.ingest(
                new IngestRequest(List.of(root.resolve(collection).toString()), collection, rule),
                _ -> {},
                () -> false);
        items.forEach((file, item) -> {
            if (item.collection.equals(collection)) {
                SortedSet<String> given = given(item);
                if (given != null) {
                    item.readers = given.equals(item.given) ? item.readers : given;
                } else if (asked != null) {
                    item.readers = asked;
                }
                item.given = given;
                item.indexed = true;
            }
        });
        settleRemoved(collection);
    }

    /** A document that was deleted comes back when its file changes. */
    private void settleRemoved(String collection) {
        try (IndexSnapshot all = store.snapshot(Viewer.OPERATOR)) {
            items.forEach((file, item) -> {
                if (item.collection.equals(collection) && item.removed) {
                    item.removed = all.readers(id(file)).isEmpty();
                }
            });
        }
    }

    private Path any() {
        List<Path> there = items.keySet().stream().filter(this::isThere).toList();
        return there.isEmpty() ? null : there.get(random.nextInt(there.size()));
    }

    private boolean isThere(Path file) {
        Item item = items.get(file);
        return item.indexed && !item.broken && !item.removed;
    }

    private void setReaders() {
        Path file = any();
        if (file != null) {
            SortedSet<String> readers = someone();
            ingestor.setReaders(id(file), readers);
            items.get(file).readers = readers;
        }
    }

    private void setCollectionReaders() {
        String collection = COLLECTIONS.get(random.nextInt(COLLECTIONS.size()));
        SortedSet<String> readers = random.nextBoolean() ? Readers.EVERYONE : someone();
        ingestor.setCollectionReaders(collection, readers);
        collectionReaders.put(collection, readers);
    }

    private void remove() {
        Path file = any();
        if (file != null) {
            ingestor.remove(id(file));
            items.get(file).removed = true;
        }
    }

    /** Somebody with groups, and with collections or all. */
    Viewer viewer() {
        Set<String> principals = new HashSet<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            principals.add(PRINCIPALS.get(random.nextInt(PRINCIPALS.size())));
        }
        Set<String> collections = random.nextInt(4) > 0 ? null : Set.of(COLLECTIONS.get(random.nextInt(2)), "press");
        return new Viewer(principals, collections);
    }

    /** Whether a viewer may read a file, or know that it is there. */
    boolean mayRead(Viewer viewer, Path file) {
        Item item = items.get(file);
        return mayRead(viewer, item.collection) && lets(viewer, item.readers);
    }

    private boolean mayRead(Viewer viewer, String collection) {
        return (viewer.collections() == null || viewer.collections().contains(collection))
                && lets(viewer, collectionReaders.getOrDefault(collection, Readers.EVERYONE));
    }

    private static boolean lets(Viewer viewer, Set<String> readers) {
        return readers.isEmpty() || readers.stream().anyMatch(viewer.principals()::contains);
    }

    /** Files that the index has a document of, readable or not. */
    Stream<Path> documents() {
        return items.keySet().stream().filter(this::isThere);
    }

    /** Files that were indexed, or tried. */
    Stream<Path> sources() {
        return items.keySet().stream().filter(file -> items.get(file).indexed);
    }

    String collection(Path file) {
        return items.get(file).collection;
    }

    static List<String> collections() {
        return COLLECTIONS;
    }

    SortedSet<String> collectionReaders(String collection) {
        return collectionReaders.getOrDefault(collection, Readers.EVERYONE);
    }

    /** Words that nothing a viewer may read has: of hidden files, and of what files had once. */
    Set<String> hiddenWords(Viewer viewer) throws IOException {
        Set<String> hidden = new HashSet<>(canaries.keySet());
        for (Path file : items.keySet()) {
            if (items.get(file).indexed && mayRead(viewer, file)) {
                hidden.remove(name(file));
                hidden.remove(items.get(file).canary);
            }
        }
        return hidden;
    }

    /** Any word that only one document has or had. */
    String anyCanary() {
        List<String> all = List.copyOf(canaries.keySet());
        return all.get(random.nextInt(all.size()));
    }

    /** The id of a file's document. */
    String id(Path file) {
        return SourceDocument.idOf(items.get(file).collection, uri(file));
    }

    /** As the index has it. */
    static String uri(Path file) {
        return file.toUri().toString();
    }

    Words words() {
        return words;
    }
}
