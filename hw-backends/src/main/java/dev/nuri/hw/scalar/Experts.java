package dev.nuri.hw.scalar;

import dev.nuri.hw.Call;
import dev.nuri.hw.RouteSpec;

/** What a mixture-of-experts layer needs beside products. */
final class Experts {
    private Experts() {}

    static void bias(Call.ExpertBias c) {
        for (int t = 0; t < c.x().slices(); t++) {
            for (int k = 0; k < c.x().rows(); k++) {
                float[] row = Rows.load(c.x(), t, k);
                float[] bias =
                        Rows.load(c.bias(), 0, Rows.id(c.ids(), t, k, c.bias().rows()));
                for (int i = 0; i < row.length; i++) {
                    row[i] += bias[i];
                }
                Rows.store(c.x(), t, k, row);
            }
        }
    }

    static void sum(Call.ExpertSum c) {
        for (int t = 0; t < c.x().slices(); t++) {
            float[] weights = Rows.load(c.weights(), 0, t); // [K]
            float[] out = new float[c.out().columns()];
            for (int k = 0; k < weights.length; k++) {
                float[] row = Rows.load(c.x(), t, k);
                for (int i = 0; i < out.length; i++) {
                    out[i] += weights[k] * row[i];
                }
            }
            Rows.store(c.out(), 0, t, out);
        }
    }

    static void route(Call.Route c) {
        float[] bias = Rows.vector(c.bias(), c.logits().columns(), 0);
        for (int t = 0; t < c.logits().rows(); t++) {
            float[] logits = Rows.load(c.logits(), 0, t);
            float[] scores = scores(c.spec(), logits);
            float[] choice = new float[scores.length];
            for (int i = 0; i < choice.length; i++) {
                choice[i] = Float.isNaN(scores[i] + bias[i]) ? Float.NEGATIVE_INFINITY : scores[i] + bias[i];
            }
            boolean[] open = openExperts(c.spec(), choice);
            int[] ids = best(choice, open, c.spec().chosen());
            Rows.store(c.weights(), 0, t, weights(c.spec(), scores, ids));
            for (int k = 0; k < ids.length; k++) {
                Rows.storeId(c.ids(), t, k, ids[k]);
            }
        }
    }

    private static float[] scores(RouteSpec spec, float[] logits) {
        return switch (spec.scoring()) {
            case SOFTMAX -> Norms.softmax(logits);
            case SOFTMAX_OF_CHOSEN -> logits;
            case SIGMOID -> {
                float[] out = new float[logits.length];
                for (int i = 0; i < out.length; i++) {
                    out[i] = (float) (1 / (1 + Math.exp(-logits[i])));
                }
                yield out;
            }
        };
    }

    /** The experts of the best groups. */
    private static boolean[] openExperts(RouteSpec spec, float[] choice) {
        int size = choice.length / spec.groups();
        float[] groupScores = new float[spec.groups()];
        boolean[] anyGroup = filled(spec.groups());
        for (int g = 0; g < spec.groups(); g++) {
            boolean[] members = new boolean[choice.length];
            java.util.Arrays.fill(members, g * size, (g + 1) * size, true);
            for (int id : best(choice, members, Math.min(spec.groupBest(), size))) {
                groupScores[g] += choice[id];
            }
        }
        boolean[] open = new boolean[choice.length];
        for (int g : best(groupScores, anyGroup, spec.groupsKept())) {
            java.util.Arrays.fill(open, g * size, (g + 1) * size, true);
        }
        return open;
    }

    private static boolean[] filled(int size) {
        boolean[] all = new boolean[size];
        java.util.Arrays.fill(all, true);
        return all;
    }

    /** Indices of the {@code count} greatest open values, greatest first, the lower index first among equals. */
    private static int[] best(float[] values, boolean[] open, int count) {
        int[] out = new int[count];
        boolean[] left = open.clone();
        for (int k = 0; k < count; k++) {
            int top = -1;
            for (int i = 0; i < values.length; i++) {
                if (left[i] && (top < 0 || values[i] > values[top])) {
                    top = i;
                }
            }
            left[top] = false;
            out[k] = top;
        }
        return out;
    }

    private static float[] weights(RouteSpec spec, float[] scores, int[] ids) {
        float[] out = new float[ids.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = scores[ids[k]];
        }
        if (spec.scoring() == RouteSpec.Scoring.SOFTMAX_OF_CHOSEN) {
            out = Norms.softmax(out);
        }
        float divisor = 1;
        if (spec.normalise()) {
            divisor = 0;
            for (float w : out) {
                divisor += w;
            }
            divisor = Math.max(divisor, SMALLEST_SUM);
        }
        for (int k = 0; k < out.length; k++) {
            out[k] = out[k] / divisor * spec.scale();
        }
        return out;
    }

    /** The least normal F16: sigmoids that all vanish must not divide by zero. */
    private static final float SMALLEST_SUM = 0x1p-14f;
}
