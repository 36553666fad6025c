package dev.nuri.training;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file from which training goes on after it was stopped. Written whole or not at all. */
final class Checkpoint {

    private static final int MAGIC = 0x4e555249;

    private final Path file;
    private final String settings;

    /** @param settings what must be the same for training to go on: another vocabulary or seed is another training */
    Checkpoint(Path file, String settings) {
        this.file = file;
        this.settings = settings;
    }

    /** How far training is. */
    record State(long step, long pairs, double seconds) {}

    /**
     * Reads the parameters back where there is a checkpoint.
     *
     * @throws TrainingException when it is of another training, or damaged
     */
    State read(Parameters parameters) {
        if (!Files.exists(file)) {
            return new State(0, 0, 0);
        }
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            if (in.readInt() != MAGIC) {
                throw new IOException("it is no checkpoint");
            }
            if (!in.readUTF().equals(settings)) {
                throw new TrainingException("The checkpoint '" + file
                        + "' is of a training with other settings or text: train without --resume to begin anew.");
            }
            State state = new State(in.readLong(), in.readLong(), in.readDouble());
            parameters.read(in);
            return state;
        } catch (IOException e) {
            throw TrainingException.unreadable(file, e);
        }
    }

    void write(Parameters parameters, State state) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), 1 << 16))) {
                out.writeInt(MAGIC);
                out.writeUTF(settings);
                out.writeLong(state.step());
                out.writeLong(state.pairs());
                out.writeDouble(state.seconds());
                parameters.write(out);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new TrainingException("'" + file + "' cannot be written: " + e.getMessage() + ".", e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new TrainingException("'" + file + "' cannot be deleted: " + e.getMessage() + ".", e);
        }
    }
}
