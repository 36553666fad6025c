package dev.nuri.indexer.extract;

import dev.nuri.indexer.ExtractedDocument;
import dev.nuri.indexer.FilePart;
import dev.nuri.indexer.TextExtractor;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.commons.io.FileUtils;

/**
 * Main class of a parser process: reads the files its parent names until the parent is gone. Each is read by a thread of
 * its own, which the kernel lets open nothing else where it can.
 */
public final class ParserMain {

    private static final int OUT_OF_MEMORY_EXIT = 3;
    private static final int PARENT_GONE_EXIT = 0;
    private static final int DEFECT_EXIT = 1;
    /** Messages of parsers may quote the file at any length. */
    private static final int MAX_REASON = 1_000;

    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final DataOutputStream out;
    private final Isolation isolation;

    private record Request(Path file, String name, FilePart part) {}

    private ParserMain(DataOutputStream out, Isolation isolation) {
        this.out = out;
        this.isolation = isolation;
    }

    /**
     * Runs until standard input ends.
     *
     * @param args the parent's process id, then what {@link Limits#of} takes
     */
    public static void main(String[] args) throws Exception {
        DataOutputStream results =
                new DataOutputStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16));
        System.setOut(System.err);
        InputStream commands = System.in;
        System.setIn(InputStream.nullInputStream());
        Logger.getLogger("").setLevel(Level.SEVERE);
        Limits limits = Limits.of(args);
        Isolation isolation = Isolation.begin(Path.of(System.getProperty("java.io.tmpdir")), limits);
        ParserMain main = new ParserMain(results, isolation);
        main.watchParent(Long.parseLong(args[0]), commands);
        main.run(new DocumentReader(limits));
    }

    private void watchParent(long pid, InputStream commands) {
        ProcessHandle parent = ProcessHandle.of(pid).orElse(null);
        if (parent == null) {
            endWithParent();
            return;
        }
        CompletableFuture<Void> _ = parent.onExit().thenRun(() -> endWithParent());
        Thread.ofPlatform().daemon().name("requests").start(() -> {
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(commands))) {
                while (Frames.readKind(in) == Frames.REQUEST) {
                    requests.add(
                            new Request(Path.of(Frames.readString(in)), Frames.readString(in), Frames.readPart(in)));
                }
            } catch (IOException e) {
                endWithParent();
            }
            endWithParent();
        });
    }

    /** Nobody is left to take results, to end what was started, or to clean up. */
    private static void endWithParent() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        File folder = new File(System.getProperty("java.io.tmpdir"));
        if (folder.getName().startsWith(ChildCommand.FOLDER_PREFIX)) {
            FileUtils.deleteQuietly(folder);
        }
        Runtime.getRuntime().halt(PARENT_GONE_EXIT);
    }

    private void run(DocumentReader reader) throws IOException, InterruptedException {
        Frames.writeReady(out, isolation.description());
        out.flush();
        while (true) {
            Request request = requests.take();
            Thread thread = Thread.ofPlatform().name("reader").start(() -> read(reader, request));
            thread.join();
            Frames.writeKind(out, Frames.DONE);
            out.flush();
        }
    }

    /** Reads one file; what even the reader does not expect ends the process, so that its parent reports it. */
    private void read(DocumentReader reader, Request request) {
        try {
            isolation.enter(request.file());
            reader.read(request.file(), request.name(), request.part(), new Sender());
        } catch (OutOfMemoryError e) {
            Runtime.getRuntime().halt(OUT_OF_MEMORY_EXIT);
        } catch (Throwable e) {
            Logger.getLogger("").log(Level.SEVERE, "reading ended", e);
            Runtime.getRuntime().halt(DEFECT_EXIT);
        }
    }

    private final class Sender implements TextExtractor.Sink {

        @Override
        public void document(ExtractedDocument document) {
            try {
                Frames.writeDocument(out, document);
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void failure(String member, String stage, String reason) {
            try {
                String cut = reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON) + "…";
                Frames.writeFailure(out, member, stage, cut);
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
