package dev.nuri.training;

import dev.nuri.training.Parameters.Move;
import java.util.Arrays;

/**
 * One step of contrastive training (InfoNCE both ways, van den Oord et al., arXiv 1807.03748): each left text must be
 * nearer to its right text than to all others of the batch, and the reverse. With a teacher's cosines in the batch the
 * step lessens the mean squared difference to them instead.
 */
final class Contrast {

    private final Parameters parameters;
    private final Team team;
    private final int capacity;
    private final Side left;
    private final Side right;
    private final float[][] scores; // [n][n], then their gradients
    private final float[][] turned; // [n][n] the gradients transposed
    private final float[][] columns; // [dimension][n] right vectors transposed
    private final int[] slots; // [rows] 1 + slot of a touched row in this step, or 0

    /** One side of a batch. */
    private static final class Side {
        final float[][] units; // [n][dimension]
        final float[][] gradients; // [n][dimension]
        final float[] lengths; // [n]

        Side(int n, int dimension) {
            units = new float[n][dimension];
            gradients = new float[n][dimension];
            lengths = new float[n];
        }
    }

    /** @param capacity pairs of a batch, exactly */
    Contrast(Parameters parameters, Team team, int capacity) {
        this.parameters = parameters;
        this.team = team;
        this.capacity = capacity;
        left = new Side(capacity, parameters.dimension);
        right = new Side(capacity, parameters.dimension);
        scores = new float[capacity][capacity];
        turned = new float[capacity][capacity];
        columns = new float[parameters.dimension][capacity];
        slots = new int[parameters.rows()];
    }

    int capacity() {
        return capacity;
    }

    /**
     * Learns from a batch.
     *
     * @param temperature of the softmax
     * @return mean loss of a text
     */
    double step(Batch batch, float temperature, Move move) {
        team.blocks(capacity, (from, to) -> {
            embed(batch.left(), left, from, to);
            embed(batch.right(), right, from, to);
        });
        team.blocks(capacity, (from, to) -> {
            // Columns of a block are written by one thread only.
            for (int i = from; i < to; i++) {
                for (int d = 0; d < parameters.dimension; d++) {
                    columns[d][i] = right.units[i][d];
                }
            }
        });
        team.blocks(capacity, (from, to) -> {
            clear(scores, from, to);
            Products.add(left.units, columns, scores, from, to, parameters.dimension);
        });
        double loss = batch.targets() == null ? contrast(batch, temperature) : imitate(batch);
        backward();
        team.blocks(capacity, (from, to) -> {
            throughLength(left, from, to);
            throughLength(right, from, to);
        });
        update(batch, move);
        return loss;
    }

    private void embed(int[][] texts, Side side, int from, int to) {
        for (int i = from; i < to; i++) {
            float[] unit = side.units[i];
            float length = Math.max(1e-9f, parameters.sum(texts[i], unit));
            side.lengths[i] = length;
            for (int d = 0; d < unit.length; d++) {
                unit[d] /= length;
            }
        }
    }

    private static void clear(float[][] rows, int from, int to) {
        for (int i = from; i < to; i++) {
            Arrays.fill(rows[i], 0);
        }
    }

    /** Turns scores into the gradients of the two softmax losses by them. */
    private double contrast(Batch batch, float temperature) {
        float[] rowSums = new float[capacity];
        float[] columnSums = new float[capacity];
        double[] losses = new double[capacity];
        team.blocks(capacity, (from, to) -> {
            for (int i = from; i < to; i++) {
                rowSums[i] = exponents(batch, i, temperature, losses);
            }
        });
        team.blocks(capacity, (from, to) -> {
            for (int i = 0; i < capacity; i++) {
                for (int j = from; j < to; j++) {
                    columnSums[j] += scores[i][j];
                }
            }
        });
        float scale = 1 / (temperature * 2 * capacity);
        team.blocks(capacity, (from, to) -> {
            for (int i = from; i < to; i++) {
                float[] row = scores[i];
                float own = 1 / rowSums[i];
                for (int j = 0; j < capacity; j++) {
                    row[j] *= scale * (own + 1 / columnSums[j]);
                }
                row[i] -= 2 * scale;
            }
        });
        double loss = 0;
        for (int i = 0; i < capacity; i++) {
            loss += Math.log(rowSums[i]) / 2 + Math.log(columnSums[i]) / 2 - losses[i];
        }
        return loss / capacity;
    }

    /** Exponentials of a row, below the largest possible score so that none overflows; their sum. */
    private float exponents(Batch batch, int i, float temperature, double[] own) {
        float[] row = scores[i];
        int group = batch.groups()[i];
        float sum = 0;
        for (int j = 0; j < capacity; j++) {
            float exponent = (row[j] - 1) / temperature;
            if (j == i) {
                own[i] = exponent;
            }
            row[j] = j != i && batch.groups()[j] == group ? 0 : (float) Math.exp(exponent);
            sum += row[j];
        }
        return sum;
    }

    /** Turns scores into the gradients of the mean squared difference to the teacher's. */
    private double imitate(Batch batch) {
        double[] losses = new double[capacity];
        team.blocks(capacity, (from, to) -> {
            for (int i = from; i < to; i++) {
                for (int j = 0; j < capacity; j++) {
                    float gap = scores[i][j] - batch.targets()[i][j];
                    losses[i] += gap * gap / capacity;
                    scores[i][j] = 2 * gap / capacity;
                }
            }
        });
        return Arrays.stream(losses).sum() / capacity;
    }

    private void backward() {
        team.blocks(capacity, (from, to) -> {
            for (int i = 0; i < capacity; i++) {
                for (int j = from; j < to; j++) {
                    turned[j][i] = scores[i][j];
                }
            }
        });
        team.blocks(capacity, (from, to) -> {
            clear(left.gradients, from, to);
            clear(right.gradients, from, to);
            Products.add(scores, right.units, left.gradients, from, to, capacity);
            Products.add(turned, left.units, right.gradients, from, to, capacity);
        });
    }

    /** From the gradient by a unit vector to that by the vector before it was brought to unit length. */
    private static void throughLength(Side side, int from, int to) {
        for (int i = from; i < to; i++) {
            float[] unit = side.units[i];
            float[] gradient = side.gradients[i];
            float along = Products.dot(unit, gradient);
            for (int d = 0; d < unit.length; d++) {
                gradient[d] = (gradient[d] - along * unit[d]) / side.lengths[i];
            }
        }
    }

    /** Each thread gathers the gradients of its share of the rows, in the order of the batch, and moves them. */
    private void update(Batch batch, Move move) {
        int shares = team.threads();
        team.blocks(shares, (from, to) -> {
            for (int share = from; share < to; share++) {
                new Gathering(share, shares).run(batch, move);
            }
        });
    }

    private final class Gathering {
        private final int share;
        private final int shares;
        private int[] touched = new int[4096];
        private float[][] gradients = new float[4096][];
        private float[] weightGradients = new float[4096];
        private int size;

        Gathering(int share, int shares) {
            this.share = share;
            this.shares = shares;
        }

        void run(Batch batch, Move move) {
            gather(batch.left(), left.gradients);
            gather(batch.right(), right.gradients);
            for (int slot = 0; slot < size; slot++) {
                slots[touched[slot]] = 0;
                parameters.move(touched[slot], gradients[slot], weightGradients[slot], move);
            }
        }

        private void gather(int[][] texts, float[][] by) {
            for (int i = 0; i < texts.length; i++) {
                for (int row : texts[i]) {
                    if (row % shares == share) {
                        gather(row, by[i]);
                    }
                }
            }
        }

        private void gather(int row, float[] by) {
            int slot = slots[row] - 1;
            if (slot < 0) {
                slot = open(row);
            }
            float weight = parameters.weight(row);
            Products.one(gradients[slot], by, weight);
            weightGradients[slot] += weight * Products.dot(parameters.vectors[row], by);
        }

        private int open(int row) {
            if (size == touched.length) {
                touched = Arrays.copyOf(touched, size * 2);
                gradients = Arrays.copyOf(gradients, size * 2);
                weightGradients = Arrays.copyOf(weightGradients, size * 2);
            }
            touched[size] = row;
            gradients[size] = new float[parameters.dimension];
            slots[row] = size + 1;
            return size++;
        }
    }
}
