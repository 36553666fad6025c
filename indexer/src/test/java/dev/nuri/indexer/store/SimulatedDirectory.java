package dev.nuri.indexer.store;

import dev.nuri.indexer.log.SimulatedDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.store.BaseDirectory;
import org.apache.lucene.store.ByteBuffersDataInput;
import org.apache.lucene.store.ByteBuffersIndexInput;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.OutputStreamIndexOutput;
import org.apache.lucene.store.SingleInstanceLockFactory;

/** A folder of Lucene's on a {@link SimulatedDisk}. */
final class SimulatedDirectory extends BaseDirectory {

    private static final String FOLDER = "index/";
    private static final int BUFFER = 8_192;

    private final SimulatedDisk disk;
    private final AtomicLong temporary = new AtomicLong();

    SimulatedDirectory(SimulatedDisk disk) {
        super(new SingleInstanceLockFactory());
        this.disk = disk;
    }

    @Override
    public String[] listAll() throws IOException {
        return disk.list(FOLDER).stream()
                .map(path -> path.substring(FOLDER.length()))
                .sorted()
                .toArray(String[]::new);
    }

    @Override
    public void deleteFile(String name) throws IOException {
        disk.read(FOLDER + name);
        disk.delete(FOLDER + name);
    }

    @Override
    public long fileLength(String name) throws IOException {
        return disk.read(FOLDER + name).length;
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
        String path = FOLDER + name;
        disk.create(path);
        return new OutputStreamIndexOutput(
                "SimulatedDirectory(" + name + ")",
                name,
                new OutputStream() {
                    private long position;

                    @Override
                    public void write(int b) throws IOException {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int from, int length) throws IOException {
                        byte[] part = Arrays.copyOfRange(bytes, from, from + length);
                        disk.write(path, part, length, position);
                        position += length;
                    }
                },
                BUFFER);
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) throws IOException {
        return createOutput(getTempFileName(prefix, suffix, temporary.incrementAndGet()), context);
    }

    @Override
    public void sync(Collection<String> names) throws IOException {
        for (String name : names) {
            // Lucene counts on the name too.
            disk.force(FOLDER + name, true);
        }
    }

    @Override
    public void syncMetaData() throws IOException {
        disk.forceNames(FOLDER);
    }

    @Override
    public void rename(String source, String target) throws IOException {
        disk.rename(FOLDER + source, FOLDER + target);
    }

    @Override
    public IndexInput openInput(String name, IOContext context) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(disk.read(FOLDER + name));
        return new ByteBuffersIndexInput(new ByteBuffersDataInput(List.of(bytes)), "SimulatedDirectory(" + name + ")");
    }

    @Override
    public Set<String> getPendingDeletions() {
        return Set.of();
    }

    @Override
    public void close() {
        isOpen = false;
    }
}
