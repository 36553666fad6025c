package dev.nuri.moe.hub;

import dev.nuri.moe.PullListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Adds up how far the files of a pull are. */
final class Progress {
    private final PullListener listener;
    private final Map<String, Long> done = new HashMap<>();
    private long total = -1;

    Progress(PullListener listener) {
        this.listener = listener;
    }

    synchronized void begin(List<RemoteFile> files) {
        boolean known = files.stream().allMatch(f -> f.bytes() >= 0);
        total = known ? files.stream().mapToLong(RemoteFile::bytes).sum() : -1;
    }

    synchronized void at(String file, long bytes) {
        done.put(file, bytes);
        listener.progress(done.values().stream().mapToLong(Long::longValue).sum(), total, file);
    }

    synchronized void note(String message) {
        listener.note(message);
    }
}
