package dev.nuri.indexer;

import static dev.nuri.indexer.TestDocuments.document;
import static dev.nuri.indexer.TestDocuments.lines;
import static dev.nuri.indexer.TestDocuments.source;
import static dev.nuri.indexer.TestDocuments.withReaders;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A store as two maps, driven by random operations beside a real one. */
public final class StoreModel {

    private static final List<String> WORDS = List.of("fish", "bird", "새", "魚", "\uD83D\uDC1F", "سمكة", "x");

    private static final Viewer RED = new Viewer(Set.of("group:red"), null);

    private final Random random;
    private final boolean keepsQuotas;
    private final Map<String, SourceDocument> documents = new HashMap<>();
    private final Map<String, SourceRecord> sources = new TreeMap<>();
    private final Map<String, SortedSet<String>> collectionReaders = new TreeMap<>();
    private final Map<String, Quota> quotas = new TreeMap<>();
    private Map<String, Quota> visibleQuotas = Map.of();
    private Map<String, SourceDocument> visible = Map.of();
    private Map<String, SortedSet<String>> visibleCollectionReaders = Map.of();

    StoreModel(Random random) {
        this(random, true);
    }

    /** @param keepsQuotas whether the store does */
    public StoreModel(Random random, boolean keepsQuotas) {
        this.random = random;
        this.keepsQuotas = keepsQuotas;
    }

    /** Does one thing to the model and to {@code store}. */
    PassageStore step(PassageStore store, Supplier<PassageStore> open) {
        if (random.nextInt(12) == 0) {
            return reopen(store, open);
        }
        write(store);
        return store;
    }

    /** Writes one thing to the model and to {@code store}, or makes it durable or visible in both. */
    public void write(PassageStore store) {
        SourceDocument d = anyDocument();
        switch (random.nextInt(17)) {
            case 0, 1, 2, 3 -> replace(store, d);
            case 4 -> delete(store, d);
            case 5, 6, 7 -> put(store, source(d));
            case 8 -> deleteSource(store, d);
            case 9 -> setReaders(store, d.id());
            case 10 -> setReaders(store, d.id(), source(d));
            case 11 -> setCollectionReaders(store, d.collection());
            case 12 -> store.sync();
            case 13 -> publish(store);
            case 14 -> {
                if (keepsQuotas) {
                    setQuota(store, d.collection());
                }
            }
            default -> commit(store);
        }
    }

    private SourceDocument anyDocument() {
        StringBuilder text = new StringBuilder();
        for (int words = random.nextInt(12); words > 0; words--) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(random.nextInt(3) == 0 ? '\n' : ' ');
        }
        String name = "n" + random.nextInt(6) + (random.nextBoolean() ? "" : "!/m" + random.nextInt(3));
        return document(random.nextBoolean() ? "c" : "d", name, random.nextBoolean() ? "en" : "ko", text.toString());
    }

    private void replace(PassageStore store, SourceDocument d) {
        if (fits(d)) {
            store.replace(d, lines(d), null);
            documents.put(d.id(), d);
            return;
        }
        try {
            store.replace(d, lines(d), null);
        } catch (NuriException e) {
            if (e.code() == ErrorCode.OVER_QUOTA) {
                return;
            }
            throw e;
        }
        throw new AssertionError(d + " exceeds " + quotas + " and was taken");
    }

    /** Whether a document may be put into its collection: it grows nothing beyond the quota, or has the text it had. */
    private boolean fits(SourceDocument d) {
        SourceDocument old = documents.get(d.id());
        Quota quota = quotas.getOrDefault(d.collection(), Quota.NONE);
        Quota.Use now = use(documents, d.collection());
        Quota.Use next = now.minus(old == null ? Quota.Use.NOTHING : use(old)).plus(use(d));
        return (old != null && old.text().equals(d.text()))
                || (fits(now.documents(), next.documents(), quota.documents())
                        && fits(now.passages(), next.passages(), quota.passages())
                        && fits(now.bytes(), next.bytes(), quota.bytes()));
    }

    private static boolean fits(long now, long next, long limit) {
        return next <= limit || next <= now;
    }

    private static Quota.Use use(SourceDocument d) {
        return new Quota.Use(1, lines(d).size(), d.text().getBytes(StandardCharsets.UTF_8).length);
    }

    private static Quota.Use use(Map<String, SourceDocument> documents, String collection) {
        return documents.values().stream()
                .filter(d -> d.collection().equals(collection))
                .map(StoreModel::use)
                .reduce(Quota.Use.NOTHING, Quota.Use::plus);
    }

    private void setQuota(PassageStore store, String collection) {
        Quota quota =
                switch (random.nextInt(5)) {
                    case 0 -> Quota.NONE;
                    case 1 -> new Quota(random.nextInt(8), Quota.UNLIMITED, Quota.UNLIMITED);
                    case 2 -> new Quota(Quota.UNLIMITED, random.nextInt(20), Quota.UNLIMITED);
                    case 3 -> new Quota(Quota.UNLIMITED, Quota.UNLIMITED, random.nextInt(200));
                    default -> new Quota(random.nextInt(8), random.nextInt(20), random.nextInt(200));
                };
        store.setCollectionQuota(collection, quota);
        if (quota.equals(Quota.NONE)) {
            quotas.remove(collection);
        } else {
            quotas.put(collection, quota);
        }
    }

    private void delete(PassageStore store, SourceDocument d) {
        documents.remove(d.id());
        if (random.nextBoolean()) {
            store.delete(d.id());
        } else {
            SourceRecord left = source(d).withDocuments(List.of());
            store.delete(d.id(), left);
            sources.put(key(left), left);
        }
    }

    private SortedSet<String> anyReaders() {
        return Readers.of(
                switch (random.nextInt(3)) {
                    case 0 -> List.of();
                    case 1 -> List.of("group:red", "user:새");
                    default -> List.of("group:blue");
                });
    }

    private void setReaders(PassageStore store, String id) {
        SortedSet<String> readers = anyReaders();
        store.setReaders(id, readers);
        documents.computeIfPresent(id, (_, d) -> withReaders(d, readers));
    }

    private void setReaders(PassageStore store, String id, SourceRecord source) {
        SortedSet<String> readers = anyReaders();
        SourceRecord record = source.withAccess(new SourceAccess(readers, null, Map.of()));
        store.setReaders(id, readers, record);
        documents.computeIfPresent(id, (_, d) -> withReaders(d, readers));
        sources.put(key(record), record);
    }

    private void setCollectionReaders(PassageStore store, String collection) {
        SortedSet<String> readers = anyReaders();
        store.setCollectionReaders(collection, readers);
        collectionReaders.put(collection, readers);
    }

    private void put(PassageStore store, SourceRecord record) {
        store.putSource(record);
        sources.put(key(record), record);
    }

    private void deleteSource(PassageStore store, SourceDocument d) {
        String uri = SourceDocument.sourceUri(d.uri());
        store.deleteSource(d.collection(), uri);
        sources.remove(uri + " " + d.collection());
        documents
                .values()
                .removeIf(other -> other.collection().equals(d.collection())
                        && SourceDocument.sourceUri(other.uri()).equals(uri));
    }

    /** Makes all that was written durable and visible. */
    public void commit(PassageStore store) {
        store.commit();
        show();
    }

    private void publish(PassageStore store) {
        store.publish();
        show();
    }

    private void show() {
        visible = new HashMap<>(documents);
        visibleCollectionReaders = new TreeMap<>(collectionReaders);
        visibleQuotas = new TreeMap<>(quotas);
    }

    private PassageStore reopen(PassageStore store, Supplier<PassageStore> open) {
        store.close();
        show();
        return open.get();
    }

    private static String key(SourceRecord record) {
        return record.uri() + " " + record.collection();
    }

    /** How {@code store} differs from the model, or empty. */
    public Optional<String> difference(PassageStore store) {
        if (!store.sources(Viewer.OPERATOR, null, "").equals(List.copyOf(sources.values()))) {
            return Optional.of(
                    "sources " + store.sources(Viewer.OPERATOR, null, "") + " rather than " + sources.values());
        }
        String unlike = differenceForRed(store);
        if (unlike != null) {
            return Optional.of(unlike);
        }
        try (IndexSnapshot now = store.snapshot(Viewer.OPERATOR)) {
            List<String> listed = now.documents(null, 0, 1_000).stream()
                    .map(SourceDocument::id)
                    .sorted()
                    .toList();
            Map<String, Quota.Standing> standings = new TreeMap<>();
            visibleQuotas.forEach((name, quota) -> standings.put(name, new Quota.Standing(quota, use(visible, name))));
            if (!now.quotas().equals(standings)) {
                return Optional.of("quotas " + now.quotas() + " rather than " + standings);
            }
            List<String> wanted = visible.keySet().stream().sorted().toList();
            if (!listed.equals(wanted)) {
                return Optional.of("documents " + listed + " rather than " + wanted);
            }
            return visible.values().stream()
                    .sorted(Comparator.comparing(SourceDocument::id))
                    .map(d -> difference(now, d))
                    .filter(Objects::nonNull)
                    .findFirst();
        }
    }

    private String differenceForRed(PassageStore store) {
        Set<String> wanted = visible.values().stream()
                .filter(d -> RED.isAmong(d.readers())
                        && RED.isAmong(visibleCollectionReaders.getOrDefault(d.collection(), Readers.EVERYONE)))
                .map(SourceDocument::id)
                .collect(Collectors.toSet());
        try (IndexSnapshot now = store.snapshot(RED)) {
            Set<String> listed = now.documents(null, 0, 1_000).stream()
                    .map(SourceDocument::id)
                    .collect(Collectors.toSet());
            Set<String> found = visible.keySet().stream()
                    .filter(id -> now.document(id).isPresent())
                    .collect(Collectors.toSet());
            return listed.equals(wanted) && found.equals(wanted) && now.quotas().isEmpty()
                    ? null
                    : "documents for red " + listed + ", " + found + " rather than " + wanted;
        }
    }

    private static String difference(IndexSnapshot now, SourceDocument d) {
        SourceDocument stored = now.document(d.id()).orElse(null);
        if (!d.equals(stored)) {
            return "document " + stored + " rather than " + d;
        }
        List<Passage> passages = now.passages(d.id());
        return passages.equals(lines(d)) ? null : "passages " + passages + " rather than " + lines(d);
    }
}
