package dev.nuri.indexer.extract;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Takes from a parser process what reading a file does not need: the network, and the files of the machine. What holds
 * depends on the system; {@link #description} says it.
 */
final class Isolation {

    private static final Set<String> LOCAL = Set.of("file", "jar", "jrt");

    private final boolean network;
    private final FileFence fence;

    private Isolation(boolean network, FileFence fence) {
        this.network = network;
        this.fence = fence;
    }

    /**
     * Isolates this process. Not to be undone.
     *
     * @param folder the only place that it may write to
     */
    static Isolation begin(Path folder, Limits limits) {
        refuseJavaNetwork();
        Optional<SystemCalls> calls = SystemCalls.ofThisSystem();
        return new Isolation(
                calls.isPresent() && refuseSockets(calls.get()),
                calls.map(known -> fence(known, folder, limits)).orElse(null));
    }

    /** Leaves the calling thread this file to read and the folder. */
    void enter(Path file) throws IOException {
        if (fence != null) {
            fence.enter(file);
        }
    }

    /** What holds, for the log. */
    String description() {
        return "network refused by " + (network ? "the kernel" : "Java's URLs alone") + ", files of others "
                + (fence == null ? "not refused" : "refused by the kernel");
    }

    private static boolean refuseSockets(SystemCalls calls) {
        try {
            NetworkFilter.install(calls);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static FileFence fence(SystemCalls calls, Path folder, Limits limits) {
        try {
            FileFence fence = new FileFence(calls, folder, limits);
            fence.tryOut();
            return fence;
        } catch (IOException e) {
            return null;
        }
    }

    /** URLs of the web fail before they reach the system; names are not looked up (see the command). */
    private static void refuseJavaNetwork() {
        URL.setURLStreamHandlerFactory(protocol -> LOCAL.contains(protocol) ? null : new Refusing());
    }

    private static final class Refusing extends URLStreamHandler {

        @Override
        protected URLConnection openConnection(URL address) throws IOException {
            throw new IOException("a parser may not use the network");
        }
    }
}
