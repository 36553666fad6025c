package dev.nuri.indexer.ingest;

import dev.nuri.indexer.ErrorCode;
import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.SourceAccess;
import dev.nuri.indexer.SourceDocument;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.StageListener;
import dev.nuri.indexer.TextExtractor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Reads one source, has its documents written, and records what came of it. Runs on one thread. */
final class SourceJob implements TextExtractor.Sink {

    /** What was known of the source and what is known of it now. */
    record Source(String uri, String name, long sizeBytes, Instant modified, String sha256) {}

    private final IngestRun run;
    private final Source source;
    private final SourceRecord old;
    private final SourceAccess access;
    private final Instant now = Instant.now();
    private final String display;
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final List<IngestFailure> failures = new ArrayList<>();
    private final Map<String, Integer> memberNames = new HashMap<>();
    /** What may have been lost before this began. */
    private final long losses;

    /** Documents that were refused, so that what they were before stays. */
    private final List<String> kept = new ArrayList<>();

    private record Pending(String path, WriteQueue.Before before, CompletableFuture<Optional<IngestFailure>> done) {}

    /**
     * A job.
     *
     * @param old what was recorded of the source; null when it is new
     * @param access who may read it from now on
     */
    SourceJob(IngestRun run, Source source, SourceRecord old, SourceAccess access) {
        this.run = run;
        this.source = source;
        this.old = old;
        this.access = access;
        this.display = SourceUris.display(source.uri());
        this.losses = run.committer().losses();
    }

    /** Reads {@code bytes} and brings the documents in line. */
    void read(Path bytes) {
        parse(() -> run.services().extractor().extract(bytes, source.name(), this));
    }

    /** Reads a part of {@code bytes} and brings the documents in line. */
    void read(Path bytes, FilePart part) {
        parse(() -> run.services().extractor().extract(bytes, source.name(), part, this));
    }

    private void parse(Runnable extract) {
        try (StageListener.Stage stage = StageListener.current().begin("parse")) {
            stage.size("bytes", source.sizeBytes());
            extract.run();
        }
        finish();
    }

    /** Records that the source as a whole could not be read; documents it gave before are removed. */
    void fail(String stage, String reason) {
        failure("", stage, reason);
        finish();
    }

    /** Records that the source could not be had this time; documents it gave before stay. */
    void failKeeping(String stage, String reason) {
        failure("", stage, reason);
        failures.forEach(run.tally()::failed);
        setReaders();
        run.committer()
                .end(
                        new SourceRecord(
                                run.collection(),
                                source.uri(),
                                old.sizeBytes(),
                                old.modified(),
                                old.sha256(),
                                old.documentIds(),
                                failures,
                                now,
                                access),
                        losses);
    }

    /** Documents that are left as they are may be read by others from now on. */
    private void setReaders() {
        old.documentIds().forEach(id -> {
            SortedSet<String> readers = access.of(id);
            boolean other = !readers.equals(old.access().of(id));
            if (other) {
                run.services().store().setReaders(id, readers);
            }
            (other ? run.tally().changed : run.tally().unchanged).incrementAndGet();
        });
    }

    /** Leaves the source's documents and what failed of it as they are, but for who may read them. */
    void keep() {
        setReaders();
        old.failures().forEach(run.tally()::failed);
        if (!access.equals(old.access())) {
            run.services().store().putSource(old.withAccess(access));
        }
    }

    @Override
    public void document(ExtractedDocument read) {
        String uri = SourceUris.member(source.uri(), unique(read.member()));
        SourceDocument document =
                run.documents().build(read, run.collection(), uri, source.name(), source.modified(), now, access);
        if (pending.isEmpty()) {
            run.services().store().putSource(begun());
        }
        String path = path(read.member());
        WriteQueue.Before before = before(document.id());
        pending.put(document.id(), new Pending(path, before, run.queue().add(document, path, before)));
    }

    @Override
    public void failure(String member, String stage, String reason) {
        failures.add(new IngestFailure(path(member), stage, reason));
    }

    private String path(String member) {
        return member.isEmpty() ? display : display + "!/" + member;
    }

    /** Members may share a path: the second is named apart. */
    private String unique(String member) {
        int earlier = memberNames.merge(member, 1, Integer::sum) - 1;
        if (earlier == 0) {
            return member;
        }
        return unique(member + "~" + (earlier + 1));
    }

    private WriteQueue.Before before(String id) {
        if (old == null || !old.documentIds().contains(id) || (old.isBegun() && !run.isVisible(id))) {
            return WriteQueue.Before.ABSENT;
        }
        boolean whole = old.failures().stream().noneMatch(f -> f.stage().equals("embed"));
        return whole ? WriteQueue.Before.COMPARED : WriteQueue.Before.REPLACED;
    }

    private void finish() {
        List<String> written = new ArrayList<>();
        List<IngestFailure> flaws = new ArrayList<>();
        pending.forEach((id, document) -> await(id, document, flaws).ifPresent(_ -> written.add(id)));
        if (run.isBroken()) {
            return;
        }
        deleteOthers(written);
        failures.forEach(run.tally()::failed);
        flaws.forEach(run.tally()::flawed);
        failures.addAll(flaws);
        run.committer().end(record(written), losses);
    }

    /** Waits until a document is written; empty when it could not be, which is noted as a failure. */
    private Optional<Boolean> await(String id, Pending document, List<IngestFailure> flaws) {
        try {
            document.done().join().ifPresent(flaws::add);
            return Optional.of(true);
        } catch (CompletionException e) {
            String reason = run.reasonUnlessBroken(e.getCause());
            boolean refused = e.getCause() instanceof NuriException why && why.code() == ErrorCode.OVER_QUOTA;
            if (refused && document.before() != WriteQueue.Before.ABSENT) {
                kept.add(id);
                reason += " What was there before stays.";
            }
            failures.add(new IngestFailure(document.path(), refused ? "quota" : "store", reason));
            return Optional.empty();
        }
    }

    private void deleteOthers(List<String> written) {
        if (old == null) {
            return;
        }
        Set<String> gone = new LinkedHashSet<>(old.documentIds());
        written.forEach(gone::remove);
        kept.forEach(gone::remove);
        if (!gone.isEmpty() && pending.isEmpty()) {
            // Until the source is recorded anew, its record may list what is not there any more.
            run.services().store().putSource(begun());
        }
        gone.forEach(run.services().store()::delete);
        kept.forEach(id -> run.services().store().setReaders(id, access.of(id)));
        run.tally().deleted.addAndGet(gone.size());
        if (!gone.isEmpty() && written.isEmpty() && kept.isEmpty() && !failures.isEmpty()) {
            IngestFailure first = failures.removeFirst();
            failures.addFirst(new IngestFailure(
                    first.path(), first.stage(), first.reason() + " What it gave before was removed from the index."));
        }
    }

    private SourceRecord record(List<String> written) {
        // Where only what was there before is left, the original that is kept is that of before too.
        boolean asBefore = written.isEmpty() && !kept.isEmpty();
        List<String> documents = new ArrayList<>(written);
        documents.addAll(kept);
        return new SourceRecord(
                run.collection(),
                source.uri(),
                asBefore ? old.sizeBytes() : source.sizeBytes(),
                asBefore ? old.modified() : source.modified(),
                asBefore ? old.sha256() : source.sha256(),
                documents,
                failures,
                now,
                access);
    }

    /** The source before its first document is written; the store adds the documents to it as they come. */
    private SourceRecord begun() {
        IngestFailure interrupted =
                new IngestFailure(display, "store", "Indexing it was interrupted; it will be read again.");
        return new SourceRecord(
                run.collection(),
                source.uri(),
                SourceRecord.BEGUN,
                source.modified(),
                "",
                old == null ? List.of() : old.documentIds(),
                List.of(interrupted),
                now,
                access);
    }

    static String reason(Throwable e) {
        return e instanceof NuriException || e.getMessage() != null
                ? e.getMessage()
                : "It could not be stored: " + e.getClass().getSimpleName() + ".";
    }
}
