package dev.nuri.indexer.log;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Segments in a folder. Writes through {@link RandomAccessFile}, which an interrupted thread does not close. */
public final class DiskLogFiles implements LogFiles {

    private static final int ZEROS = 1 << 16;
    private static final String NEW = ".new";

    private final Path folder;

    public DiskLogFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public Segment create(String name, byte[] head, long sizeBytes) throws IOException {
        boolean isNew = !Files.exists(folder);
        Files.createDirectories(folder);
        if (isNew) {
            force(folder.toAbsolutePath().getParent());
        }
        Path next = folder.resolve(name + NEW);
        try (RandomAccessFile file = new RandomAccessFile(next.toFile(), "rw")) {
            file.setLength(0);
            byte[] zeros = new byte[ZEROS];
            for (long left = sizeBytes; left > 0; left -= ZEROS) {
                file.write(zeros, 0, (int) Math.min(ZEROS, left));
            }
            file.seek(0);
            file.write(head);
            file.getFD().sync();
        } catch (IOException e) {
            Files.deleteIfExists(next);
            throw e;
        }
        Files.move(next, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        force(folder);
        return new OpenFile(new RandomAccessFile(folder.resolve(name).toFile(), "rw"));
    }

    private record OpenFile(RandomAccessFile file) implements Segment {

        @Override
        public void write(byte[] bytes, long position) throws IOException {
            file.seek(position);
            file.write(bytes);
        }

        @Override
        public void force() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** Forces a folder's entries; an interrupt meanwhile is kept for later. */
    private static void force(Path folder) throws IOException {
        if (System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows")) {
            return;
        }
        boolean interrupted = false;
        while (true) {
            interrupted |= Thread.interrupted();
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
                break;
            } catch (ClosedByInterruptException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<String> list() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Override
    public byte[] read(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public String describe(String name) {
        return folder.resolve(name).toString();
    }
}
