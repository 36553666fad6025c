package dev.nuri.indexer.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory that can lose its power: what was not forced is lost then, in part, whole or not at all, in any order,
 * and so are new names, removals and renames that were not forced. It can fail too. Thread-safe.
 */
public final class SimulatedDisk {

    private static final int SECTOR = 512;

    private final Random random;
    private final Map<String, Entry> entries = new TreeMap<>();
    /** Removed or renamed files whose names may come back. */
    private final Map<String, Entry> ghosts = new LinkedHashMap<>();

    private long callsToCut = Long.MAX_VALUE;
    private long callsToFailure = Long.MAX_VALUE;
    private long calls;
    private boolean failing;
    private SimulatedDisk afterCut;

    /** A file: its bytes as written, as they were when last forced, and whether its name is on the disk. */
    private static final class Entry {
        private byte[] bytes = new byte[0];
        private byte[] forced = new byte[0];
        private boolean named;
    }

    public SimulatedDisk(Random random) {
        this.random = random;
    }

    /** Loses its power at the n-th change from now, n &gt; 0. */
    public synchronized void cutAt(long n) {
        callsToCut = n;
    }

    /** Fails from the n-th change from now on, as a full disk does, until {@link #heal}. */
    public synchronized void failAt(long n) {
        callsToFailure = n;
    }

    /** Ends failing. */
    public synchronized void heal() {
        failing = false;
        callsToFailure = Long.MAX_VALUE;
    }

    /** Whether it failed since {@link #failAt}. */
    public synchronized boolean hasFailed() {
        return failing;
    }

    /** Changes so far. */
    public synchronized long calls() {
        return calls;
    }

    /** The disk as it is found after the power came back; the power goes now if it has not gone yet. */
    public synchronized SimulatedDisk afterCut() {
        if (afterCut == null) {
            cut();
        }
        return afterCut;
    }

    /** Whether the power is gone. */
    public synchronized boolean isOff() {
        return afterCut != null;
    }

    private void change() throws IOException {
        changeWithoutRoom();
        if (--callsToFailure == 0) {
            failing = true;
        }
        if (failing) {
            throw new IOException("No space left on device");
        }
    }

    /** A change that a full disk allows. */
    private void changeWithoutRoom() throws IOException {
        requirePower();
        calls++;
        if (--callsToCut == 0) {
            cut();
            requirePower();
        }
    }

    private void requirePower() throws IOException {
        if (afterCut != null) {
            throw new IOException("the power is off");
        }
    }

    private void cut() {
        afterCut = new SimulatedDisk(random);
        entries.forEach((name, entry) -> {
            if (entry.named || random.nextBoolean()) {
                afterCut.keep(name, damaged(entry));
            }
        });
        // Names are removed in order: the last few come back.
        long gone = random.nextInt(ghosts.size() + 1);
        ghosts.entrySet().stream()
                .skip(gone)
                .filter(ghost -> !afterCut.entries.containsKey(ghost.getKey()))
                .forEach(ghost -> afterCut.keep(ghost.getKey(), damaged(ghost.getValue())));
    }

    private void keep(String name, byte[] bytes) {
        Entry entry = new Entry();
        entry.bytes = bytes;
        entry.forced = bytes.clone();
        entry.named = true;
        entries.put(name, entry);
    }

    private byte[] damaged(Entry entry) {
        if (Arrays.equals(entry.bytes, entry.forced)) {
            return entry.bytes.clone();
        }
        int shorter = Math.min(entry.bytes.length, entry.forced.length);
        int length = random.nextBoolean()
                ? entry.bytes.length
                : shorter + random.nextInt(Math.max(entry.bytes.length, entry.forced.length) - shorter + 1);
        byte[] found = Arrays.copyOf(entry.forced, length);
        for (int from = 0; from < length; from += SECTOR) {
            int to = Math.min(length, from + SECTOR);
            // All of a sector, none of it, or its first bytes.
            int written =
                    switch (random.nextInt(3)) {
                        case 0 -> 0;
                        case 1 -> to - from;
                        default -> random.nextInt(to - from + 1);
                    };
            int there = Math.min(from + written, entry.bytes.length) - from;
            if (there > 0) {
                System.arraycopy(entry.bytes, from, found, from, there);
            }
        }
        return found;
    }

    /** Names of the files that begin with {@code prefix}. */
    public synchronized List<String> list(String prefix) throws IOException {
        requirePower();
        return entries.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    /** Makes a file or empties it. */
    public synchronized void create(String name) throws IOException {
        change();
        entries.put(name, new Entry());
    }

    /** Writes into a file, which grows where needed. */
    public synchronized void write(String name, byte[] bytes, int length, long position) throws IOException {
        Entry entry = entry(name);
        try {
            change();
        } catch (IOException e) {
            // A write that fails may have been done in part.
            put(entry, bytes, afterCut == null ? random.nextInt(length + 1) : 0, position);
            throw e;
        }
        put(entry, bytes, length, position);
    }

    private static void put(Entry entry, byte[] bytes, int length, long position) {
        int end = Math.toIntExact(position + length);
        if (end > entry.bytes.length) {
            entry.bytes = Arrays.copyOf(entry.bytes, end);
        }
        System.arraycopy(bytes, 0, entry.bytes, Math.toIntExact(position), length);
    }

    /**
     * Forces a file's bytes.
     *
     * @param nameToo whether the name of a new file is forced with it, as file systems with a journal do
     */
    public synchronized void force(String name, boolean nameToo) throws IOException {
        change();
        Entry entry = entry(name);
        entry.forced = entry.bytes.clone();
        entry.named |= nameToo;
    }

    /** Forces the names of all files. */
    public synchronized void forceNames(String prefix) throws IOException {
        change();
        entries.forEach((name, entry) -> entry.named |= name.startsWith(prefix));
        ghosts.keySet().removeIf(name -> name.startsWith(prefix));
    }

    /** A file's bytes. */
    public synchronized byte[] read(String name) throws IOException {
        requirePower();
        return entry(name).bytes.clone();
    }

    /** Removes a file if it is there. */
    public synchronized void delete(String name) throws IOException {
        changeWithoutRoom();
        Entry gone = entries.remove(name);
        if (gone != null && gone.named) {
            ghosts.remove(name);
            ghosts.put(name, gone);
        }
    }

    /** Gives a file another name. */
    public synchronized void rename(String from, String to) throws IOException {
        change();
        Entry entry = entry(from);
        entries.remove(from);
        if (entry.named) {
            ghosts.put(from, entry);
        }
        Entry renamed = new Entry();
        renamed.bytes = entry.bytes;
        renamed.forced = entry.forced;
        entries.put(to, renamed);
    }

    /** Turns one bit of a file around. */
    public synchronized void flip(String name, long bit) {
        entries.get(name).bytes[Math.toIntExact(bit / 8)] ^= (byte) (1 << (bit % 8));
    }

    /** Cuts a file short. */
    public synchronized void truncate(String name, int length) {
        Entry entry = entries.get(name);
        entry.bytes = Arrays.copyOf(entry.bytes, length);
    }

    private Entry entry(String name) throws IOException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new NoSuchFileException(name);
        }
        return entry;
    }

    /** Segments of a log on this disk. */
    public LogFiles log() {
        return new Files();
    }

    private final class Files implements LogFiles {

        private static final String FOLDER = "log/";

        @Override
        public Segment create(String name, byte[] head, long sizeBytes) throws IOException {
            String path = FOLDER + name;
            String next = path + ".new";
            SimulatedDisk.this.create(next);
            write(next, Arrays.copyOf(head, Math.toIntExact(sizeBytes)), Math.toIntExact(sizeBytes), 0);
            SimulatedDisk.this.force(next, false);
            rename(next, path);
            SimulatedDisk.this.forceNames(FOLDER);
            return new Segment() {
                @Override
                public void write(byte[] bytes, long position) throws IOException {
                    SimulatedDisk.this.write(path, bytes, bytes.length, position);
                }

                @Override
                public void force() throws IOException {
                    SimulatedDisk.this.force(path, false);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public List<String> list() throws IOException {
            List<String> names = new ArrayList<>();
            SimulatedDisk.this.list(FOLDER).forEach(path -> names.add(path.substring(FOLDER.length())));
            return names;
        }

        @Override
        public byte[] read(String name) throws IOException {
            return SimulatedDisk.this.read(FOLDER + name);
        }

        @Override
        public void delete(String name) throws IOException {
            SimulatedDisk.this.delete(FOLDER + name);
        }

        @Override
        public String describe(String name) {
            return FOLDER + name;
        }
    }
}
