package dev.nuri.training;

/**
 * Pairs of texts that mean the same or answer one another; every other pairing within the batch counts as wrong.
 *
 * @param left {@code [n]} rows of each left text, at least one
 * @param right {@code [n]} rows of each right text, at least one
 * @param groups {@code [n]} texts of pairs with the same number are no negatives of each other
 * @param targets {@code [n][n]} a teacher's cosines of left with right, or null to contrast
 */
@SuppressWarnings("ArrayRecordComponent") // batches are never compared
record Batch(int[][] left, int[][] right, int[] groups, float[][] targets) {

    int size() {
        return left.length;
    }
}
