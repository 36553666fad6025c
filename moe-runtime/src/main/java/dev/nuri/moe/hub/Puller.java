package dev.nuri.moe.hub;

import dev.nuri.moe.CatalogueEntry;
import dev.nuri.moe.InstalledModel;
import dev.nuri.moe.ModelHub;
import dev.nuri.moe.ModelInputException;
import dev.nuri.moe.ModelResourceException;
import dev.nuri.moe.PullListener;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Pulls a model: finds its files, makes sure that they fit, fetches a few at a time, and records the model. */
public final class Puller {
    /** More would not be faster from one hub, and take its patience. */
    private static final int FILES_AT_ONCE = 4;

    private final ModelHub.Settings settings;
    private final ModelFolders folders;

    public Puller(ModelHub.Settings settings, ModelFolders folders) {
        this.settings = settings;
        this.folders = folders;
    }

    /** Where a model's files are, and which. */
    private record Plan(String revision, List<RemoteFile> files) {}

    /** Pulls; see {@link ModelHub#pull}. */
    public InstalledModel pull(String text, String type, String name, PullListener listener) {
        Reference reference = Reference.parse(text);
        String source = reference.source() + (type == null ? "" : " " + type);
        String model = FileNames.checkedModel(name == null ? defaultName(reference, type) : name);
        Optional<InstalledModel> here = folders.find(model);
        if (here.isPresent()) {
            return same(here.get(), source);
        }
        if (settings.offline()) {
            throw new ModelResourceException(
                    "the model " + model + " is not here, and nuri.models.offline forbids fetching it");
        }
        try (ModelFolders.Held held = folders.hold(model)) {
            return fetch(model, source, reference, type, held, listener);
        } catch (IOException e) {
            throw new ModelResourceException("the model " + model + " cannot be stored: " + e.getMessage(), e);
        }
    }

    private static InstalledModel same(InstalledModel here, String source) {
        if (!here.source().equals(source)) {
            throw new ModelInputException("there is already a model called " + here.name() + ", from " + here.source()
                    + ": choose another name with --name, or remove it first");
        }
        return here;
    }

    static String defaultName(Reference reference, String type) {
        String base =
                switch (reference) {
                    case Reference.Listed listed -> listed.entry().id();
                    case Reference.Repository r when r.file() != null -> FileNames.stem(FileNames.last(r.file()));
                    case Reference.Repository r -> FileNames.last(r.repository());
                    case Reference.Address a -> FileNames.stem(FileNames.of(a.uri()));
                };
        return type == null ? base : base + "-" + type.toUpperCase(Locale.ROOT);
    }

    private InstalledModel fetch(
            String model,
            String source,
            Reference reference,
            String type,
            ModelFolders.Held held,
            PullListener listener)
            throws IOException {
        Http http = new Http(settings);
        Progress progress = new Progress(listener);
        Retries retries = new Retries(settings, progress::note);
        Plan plan = plan(reference, type, new Hub(settings, http, retries));
        Disk disk = new Disk(held.folder(), settings.minFreeBytes());
        disk.require(missing(plan.files(), held.folder()));
        progress.begin(plan.files());
        List<InstalledModel.ModelFile> files =
                fetchAll(plan.files(), held.folder(), progress, new Tools(http, retries, disk));
        return folders.complete(model, held, source, plan.revision(), files);
    }

    private static Plan plan(Reference reference, String type, Hub hub) {
        return switch (reference) {
            case Reference.Address a -> {
                List<RemoteFile> files = FileNames.shards(a.uri().toString()).stream()
                        .map(URI::create)
                        .map(uri -> new RemoteFile(FileNames.of(uri), uri, -1, null))
                        .toList();
                yield new Plan("", files);
            }
            case Reference.Repository r -> {
                Hub.Listing listing = hub.list(r.repository());
                yield local(
                        listing,
                        r.file() == null
                                ? Selection.choose(r.repository(), listing.files(), type)
                                : Selection.file(r.repository(), listing.files(), r.file()));
            }
            case Reference.Listed l -> {
                CatalogueEntry entry = l.entry();
                Hub.Listing listing = hub.list(entry.repository());
                yield local(
                        listing,
                        Selection.choose(entry.repository(), listing.files(), type == null ? entry.type() : type));
            }
        };
    }

    /** All files of a model lie in one folder, whatever folders the repository has. */
    private static Plan local(Hub.Listing listing, List<RemoteFile> files) {
        List<RemoteFile> named = files.stream()
                .map(f -> new RemoteFile(
                        FileNames.checkedName(FileNames.last(f.name())), f.uri(), f.bytes(), f.checksum()))
                .toList();
        if (named.stream().map(RemoteFile::name).distinct().count() != named.size()) {
            throw new ModelInputException("the repository has two files of one name in different folders");
        }
        return new Plan(listing.revision(), named);
    }

    private static long missing(List<RemoteFile> files, Path folder) throws IOException {
        long bytes = 0;
        for (RemoteFile file : files) {
            Path part = folder.resolve(file.name() + ".part");
            Path whole = folder.resolve(file.name());
            long have = Files.exists(whole) ? Files.size(whole) : Files.exists(part) ? Files.size(part) : 0;
            bytes = Math.addExact(bytes, Math.max(0, file.bytes() - have));
        }
        return bytes;
    }

    private record Tools(Http http, Retries retries, Disk disk) {}

    private static List<InstalledModel.ModelFile> fetchAll(
            List<RemoteFile> files, Path folder, Progress progress, Tools tools) {
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<Download.Arrived>> arriving = new ArrayList<>();
        CountDownLatch allBegun = new CountDownLatch(1);
        try (ExecutorService pool = Executors.newFixedThreadPool(Math.min(FILES_AT_ONCE, files.size()))) {
            for (RemoteFile file : files) {
                Download.Surroundings around = new Download.Surroundings(
                        tools.http(), tools.retries(), tools.disk(), stop, bytes -> progress.at(file.name(), bytes));
                arriving.add(pool.submit(
                        () -> stopping(stop, () -> end(pool, allBegun), new Download(file, folder, around))));
            }
            allBegun.countDown();
            return arrived(arriving);
        }
    }

    /** One file that fails for good ends the others: what they have got is kept. */
    private static Download.Arrived stopping(AtomicBoolean stop, Runnable endOthers, Download download) {
        try {
            return download.run();
        } catch (RuntimeException e) {
            if (!stop.getAndSet(true)) {
                endOthers.run();
                throw e;
            }
            throw new Stopped(e);
        }
    }

    /** Interrupts what runs, once nothing more is handed to the pool. */
    private static void end(ExecutorService pool, CountDownLatch allBegun) {
        try {
            allBegun.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pool.shutdownNow();
    }

    /** Failed because another had. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped(Throwable cause) {
            super(cause);
        }
    }

    private static List<InstalledModel.ModelFile> arrived(List<Future<Download.Arrived>> arriving) {
        List<InstalledModel.ModelFile> files = new ArrayList<>();
        RuntimeException failure = null;
        for (Future<Download.Arrived> future : arriving) {
            if (failure != null && !future.isDone()) {
                continue; // never begun
            }
            try {
                Download.Arrived a = future.get();
                files.add(new InstalledModel.ModelFile(a.name(), a.bytes(), a.sha256(), a.checked()));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause && !(cause instanceof Stopped)) {
                    failure = cause;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ModelResourceException("the pull was interrupted", e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return files;
    }
}
