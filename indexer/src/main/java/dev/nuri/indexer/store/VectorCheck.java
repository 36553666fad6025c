package dev.nuri.indexer.store;

/** Which vectors can be stored: one component that is no number would make every comparison with them meaningless. */
public final class VectorCheck {

    private VectorCheck() {}

    /** Throws unless {@code vector} has {@code dimension} finite components. */
    public static void require(float[] vector, int dimension) {
        if (vector.length != dimension) {
            throw new IllegalArgumentException(
                    "vectors of this index have " + dimension + " components, got " + vector.length);
        }
        for (int i = 0; i < dimension; i++) {
            if (!Float.isFinite(vector[i])) {
                throw new IllegalArgumentException(
                        "the components of a vector must be finite, got " + vector[i] + " at " + i);
            }
        }
    }
}
