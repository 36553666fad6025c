package dev.nuri.indexer.hostile;

import java.util.function.Supplier;

/**
 * A file that code makes when it is wanted.
 *
 * @param name what it is called, with an ending
 * @param bytes makes its content
 */
record Made(String name, Supplier<byte[]> bytes) {

    @Override
    public String toString() {
        return name;
    }
}
