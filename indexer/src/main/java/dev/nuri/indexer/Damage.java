package dev.nuri.indexer;

/**
 * Something stored that is not as it was written.
 *
 * @param file the damaged file, or what stands for it
 * @param what is wrong with it, as part of a sentence
 * @param wayOut what to do, as a clause in the imperative
 */
public record Damage(String file, String what, String wayOut) {

    /** One sentence. */
    @Override
    public String toString() {
        return file + " " + what + ": " + wayOut + ".";
    }
}
