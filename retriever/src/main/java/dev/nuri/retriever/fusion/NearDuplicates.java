package dev.nuri.retriever.fusion;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Shows what says the same once. A passage is left out when the SimHash of its text differs in at most
 * {@value #MAX_DISTANCE} bits from that of one ranked above it (equal texts have equal hashes), or when it and one above
 * it are passages of one document and one lies within the other. Neighbours that merely overlap both stay.
 *
 * <p>A document is shown a limited number of times. A passage that is left out for that stands for no other, so that its
 * like in another document is still found.
 */
public final class NearDuplicates {

    static final int MAX_DISTANCE = 3;

    private final Function<Fused, Extent> extents;
    private final int perDocument;
    private final List<Kept> kept = new ArrayList<>();
    private final Map<String, List<Kept>> byDocument = new HashMap<>();

    /**
     * Where a passage lies.
     *
     * @param documentId its document
     * @param start first code unit
     * @param end one past the last
     */
    public record Extent(String documentId, int start, int end) {

        boolean nested(Extent other) {
            return (start <= other.start && other.end <= end) || (other.start <= start && end <= other.end);
        }
    }

    /** A passage that is shown, with the ids of those left out for it. */
    public static final class Kept {

        private final Fused entry;
        private final long fingerprint;
        private final List<String> duplicates = new ArrayList<>();
        private int further;

        private Kept(Fused entry, long fingerprint) {
            this.entry = entry;
            this.fingerprint = fingerprint;
        }

        /** The passage shown. */
        public Fused entry() {
            return entry;
        }

        /** Ids of passages left out because this one says the same, best first. */
        public List<String> duplicates() {
            return duplicates;
        }

        /** Passages of its document left out below because it is the last shown of it. */
        public int further() {
            return further;
        }
    }

    /**
     * Nothing shown yet.
     *
     * @param extents where a passage lies; asked only for passages of a document that has another in the ranking
     * @param perDocument passages shown of one document at most, at least 1
     */
    public NearDuplicates(Function<Fused, Extent> extents, int perDocument) {
        this.extents = extents;
        this.perDocument = perDocument;
    }

    /**
     * Takes the next passage of the ranking.
     *
     * @param fingerprint SimHash of its text; 0 when it has none
     * @return the passage when it is to be shown, null when one above stands for it or enough of its document is shown
     */
    public Kept add(Fused entry, long fingerprint) {
        Kept like = like(entry, fingerprint);
        if (like != null) {
            like.duplicates.add(entry.item().id());
            return null;
        }
        List<Kept> ofDocument = byDocument.computeIfAbsent(documentOf(entry), id -> new ArrayList<>(1));
        if (ofDocument.size() >= perDocument) {
            ofDocument.getLast().further++;
            return null;
        }
        Kept shown = new Kept(entry, fingerprint);
        kept.add(shown);
        ofDocument.add(shown);
        return shown;
    }

    /**
     * Notes a passage below the last one shown: it is listed with the one that says the same, or counted with its
     * document, if either was shown.
     *
     * @param fingerprint SimHash of its text; 0 when it has none
     */
    public void attach(Fused entry, long fingerprint) {
        Kept like = alike(fingerprint);
        if (like != null) {
            like.duplicates.add(entry.item().id());
            return;
        }
        List<Kept> ofDocument = byDocument.getOrDefault(documentOf(entry), List.of());
        if (ofDocument.size() >= perDocument) {
            ofDocument.getLast().further++;
        }
    }

    private Kept alike(long fingerprint) {
        for (Kept above : kept) {
            if (fingerprint != 0
                    && above.fingerprint != 0
                    && Long.bitCount(fingerprint ^ above.fingerprint) <= MAX_DISTANCE) {
                return above;
            }
        }
        return null;
    }

    private Kept like(Fused entry, long fingerprint) {
        Kept alike = alike(fingerprint);
        if (alike != null) {
            return alike;
        }
        for (Kept above : byDocument.getOrDefault(documentOf(entry), List.of())) {
            if (extents.apply(entry).nested(extents.apply(above.entry))) {
                return above;
            }
        }
        return null;
    }

    private static String documentOf(Fused entry) {
        String id = entry.item().id();
        return id.substring(0, Math.max(0, id.lastIndexOf('#')));
    }
}
