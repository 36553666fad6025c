package dev.nuri.indexer.ingest;

import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.IngestFailure;
import dev.nuri.indexer.NuriException;
import dev.nuri.indexer.PassageStore;
import dev.nuri.indexer.SourceAccess;
import dev.nuri.indexer.SourceRecord;
import dev.nuri.indexer.ingest.SourceJob.Source;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** Decides whether a source must be read, and gets at its bytes. For one source. */
final class SourceReader {

    /** Failures that lie in the file itself: reading it again the same way gives the same. */
    private static final Set<String> LASTING = Set.of("detect", "parse");

    /** A file changed again this soon may keep its size and time stamp. */
    private static final Duration STAMP_RESOLUTION = Duration.ofSeconds(2);

    private final IngestRun run;
    private final PassageStore store;
    private SourceAccess access;

    SourceReader(IngestRun run) {
        this.run = run;
        this.store = run.services().store();
    }

    void read(Found found) {
        SourceRecord old = store.source(run.collection(), found.uri()).orElse(null);
        try {
            access = run.access().of(found, old == null ? beginning(found) : old);
        } catch (NuriException e) {
            run.tally().failed(new IngestFailure(SourceUris.display(found.uri()), Access.STAGE, e.getMessage()));
            return;
        }
        switch (found) {
            case Found.LocalFile file -> local(file, file.named() && isEmptied(old) ? null : old);
            case Found.Web web -> web(web, old);
            case Found.Upload upload -> upload(upload, old);
        }
    }

    /** The record of the first part of a dump: who may read that may read what comes to the dump later, and nobody else. */
    private SourceRecord beginning(Found found) {
        if (!(found instanceof Found.LocalFile file) || file.part() == null) {
            return null;
        }
        return store.source(run.collection(), SourceUris.of(file.path()))
                .map(first -> first.withAccess(first.access().withoutOwn()))
                .orElse(null);
    }

    /** Whether its documents were deleted one by one, so that only naming it brings them back. */
    private static boolean isEmptied(SourceRecord old) {
        return old != null && old.documentIds().isEmpty() && old.failures().isEmpty();
    }

    private void local(Found.LocalFile file, SourceRecord old) {
        Path path = file.path();
        String name = String.valueOf(path.getFileName());
        Source source = new Source(file.uri(), name, 0, Instant.EPOCH, "");
        try {
            BasicFileAttributes stat = Files.readAttributes(path, BasicFileAttributes.class);
            Instant modified = stat.lastModifiedTime().toInstant();
            FilePart part = file.part() == null ? null : file.part().bytes(path, stat.size());
            boolean isWhole = part == null || DumpPart.isRows(path);
            source = new Source(file.uri(), name, isWhole ? stat.size() : part.sizeBytes(), modified, "");
            if (!stat.isRegularFile()) {
                job(source, old).fail("read", "It is not a regular file.");
            } else if (isUntouched(source, old)) {
                job(source, old).keep();
            } else if (part == null) {
                whole(source, path, old);
            } else {
                part(source, path, part, old);
            }
        } catch (AccessDeniedException e) {
            job(source, old).fail("read", "The file may not be read by this user.");
        } catch (NoSuchFileException e) {
            job(source, old).fail("read", "The file was gone when it was to be read.");
        } catch (IOException e) {
            job(source, old).fail("read", "The file cannot be read: " + e.getMessage() + ".");
        }
    }

    private void whole(Source source, Path path, SourceRecord old) throws IOException {
        if (isTooLarge(source.sizeBytes())) {
            job(source, old).fail("limit", tooLarge(source.sizeBytes()));
        } else {
            readChanged(source, Digests.sha256(path), old, job -> job.read(path));
        }
    }

    private void part(Source source, Path path, FilePart part, SourceRecord old) throws IOException {
        String sha256 = DumpPart.isRows(path)
                ? run.digests().sha256(path, source.sizeBytes(), source.modified())
                : Digests.sha256(path, part);
        readChanged(source, sha256, old, job -> job.read(path, part));
    }

    private void upload(Found.Upload upload, SourceRecord old) {
        Source source = new Source(upload.uri(), upload.name(), 0, Instant.now(), "");
        try {
            long size = Files.size(upload.bytes());
            source = new Source(upload.uri(), upload.name(), size, Instant.now(), "");
            if (isTooLarge(size)) {
                job(source, old).fail("limit", tooLarge(size));
            } else {
                readKept(source, upload.bytes(), old);
            }
        } catch (IOException e) {
            job(source, old).fail("read", "The upload cannot be read: " + e.getMessage() + ".");
        }
    }

    private void web(Found.Web web, SourceRecord old) {
        Source source = new Source(web.uri(), web.address().getHost(), 0, Instant.now(), "");
        try {
            Path bytes = Files.createTempFile("nuri-fetch-", "");
            try {
                String name = run.fetcher().fetch(web.address(), bytes);
                source = new Source(web.uri(), name, Files.size(bytes), Instant.now(), "");
                readKept(source, bytes, old);
            } finally {
                Files.deleteIfExists(bytes);
            }
        } catch (UrlFetcher.FetchFailure e) {
            if (e.isGone() || old == null || old.documentIds().isEmpty()) {
                job(source, old).fail("fetch", e.getMessage());
            } else {
                job(source, old).failKeeping("fetch", e.getMessage() + " What it gave before is kept.");
            }
        } catch (IOException e) {
            job(source, old).fail("fetch", "What was fetched cannot be kept: " + e.getMessage() + ".");
        }
    }

    /** What was sent or fetched is kept before it is read. */
    private void readKept(Source source, Path bytes, SourceRecord old) throws IOException {
        String sha256 = Digests.sha256(bytes);
        readChanged(source, sha256, old, job -> {
            run.originals().keep(bytes, sha256);
            job.read(bytes);
        });
    }

    /** Reads bytes. */
    @FunctionalInterface
    private interface Reading {
        void with(SourceJob job) throws IOException;
    }

    private void readChanged(Source source, String sha256, SourceRecord old, Reading reading) throws IOException {
        Source hashed = new Source(source.uri(), source.name(), source.sizeBytes(), source.modified(), sha256);
        if (old != null && old.sha256().equals(sha256) && !isWorthRetrying(old)) {
            job(hashed, restamped(old, hashed)).keep();
            return;
        }
        reading.with(job(hashed, old));
    }

    private SourceJob job(Source source, SourceRecord old) {
        return new SourceJob(run, source, old, access);
    }

    private static boolean isUntouched(Source source, SourceRecord old) {
        return old != null
                && !old.sha256().isEmpty()
                && old.sizeBytes() == source.sizeBytes()
                && old.modified().equals(source.modified())
                && old.modified().plus(STAMP_RESOLUTION).isBefore(old.indexed())
                && !isWorthRetrying(old);
    }

    private static boolean isWorthRetrying(SourceRecord old) {
        boolean gaveNothing = old.documentIds().isEmpty() && !old.failures().isEmpty();
        return gaveNothing || old.failures().stream().anyMatch(failure -> !LASTING.contains(failure.stage()));
    }

    private SourceRecord restamped(SourceRecord old, Source source) {
        SourceRecord now = new SourceRecord(
                old.collection(),
                old.uri(),
                source.sizeBytes(),
                source.modified(),
                old.sha256(),
                old.documentIds(),
                old.failures(),
                Instant.now(),
                old.access());
        store.putSource(now);
        return now;
    }

    private boolean isTooLarge(long size) {
        return size > run.services().config().parser().maxFileBytes();
    }

    private String tooLarge(long size) {
        return "It has " + size + " bytes, more than the limit of "
                + run.services().config().parser().maxFileBytes() + ".";
    }
}
