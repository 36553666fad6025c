// Which experts a token uses: one work item a token. Its part of the scratch memory holds what is left to choose from
// [experts], then the scores [experts], then what the groups count [groups].

enum { SOFTMAX, SIGMOID_SCORES, SOFTMAX_OF_CHOSEN };

// The index of the greatest open value in [from, to), the lower one among equals. Closed values are NaN.
int best(__global const float *values, int from, int to) {
    int top = -1;
    for (int i = from; i < to; i++) {
        if (!isnan(values[i]) && (top < 0 || values[i] > values[top])) {
            top = i;
        }
    }
    return top;
}

// Leaves only the groups that count most, by the sum of their best one or two.
void close_groups(__global float *left, __global float *sums, int experts, int groups, int kept, int counted) {
    int size = experts / groups;
    for (int g = 0; g < groups; g++) {
        int first = best(left, g * size, (g + 1) * size);
        sums[g] = left[first];
        if (size > 1 && counted > 1) {
            float hidden = left[first];
            left[first] = NAN;
            sums[g] += left[best(left, g * size, (g + 1) * size)];
            left[first] = hidden;
        }
        sums[g] = isnan(sums[g]) ? -INFINITY : sums[g];
    }
    for (int k = 0; k < kept; k++) {
        sums[best(sums, 0, groups)] = NAN; // kept
    }
    for (int e = 0; e < experts; e++) {
        left[e] = isnan(sums[e / size]) ? left[e] : NAN;
    }
}

__kernel void route(bytes logits, view lv, bytes bias, view bv, memory ids, view iv, memory weights, view wv,
                    __global float *scratch, int experts, int biased, int scoring, int chosen, int groups, int kept,
                    int counted, int normalise, float factor) {
    int t = get_global_id(0);
    __global const float *x = floats_of(logits, lv, 0, t);
    __global float *left = scratch + (long)t * (2 * experts + groups), *scores = left + experts;
    if (scoring == SOFTMAX) {
        softmax_row(x, scores, experts);
    }
    for (int e = 0; e < experts; e++) {
        if (scoring != SOFTMAX) {
            scores[e] = scoring == SIGMOID_SCORES ? (float)(1 / (1 + exp(-(wide)x[e]))) : x[e];
        }
        float value = scores[e] + (biased ? floats_of(bias, bv, 0, 0)[e] : 0);
        left[e] = isnan(value) ? -INFINITY : value;
    }
    close_groups(left, scores + experts, experts, groups, kept, counted);
    __global int *id = (__global int *)out_of(ids, iv, 0, t);
    __global float *w = out_of(weights, wv, 0, t);
    for (int k = 0; k < chosen; k++) {
        id[k] = best(left, 0, experts);
        left[id[k]] = NAN;
        w[k] = scores[id[k]];
    }
    if (scoring == SOFTMAX_OF_CHOSEN) {
        softmax_row(w, w, chosen);
    }
    float divisor = 1;
    if (normalise) {
        divisor = 0;
        for (int k = 0; k < chosen; k++) {
            divisor += w[k];
        }
        divisor = isnan(divisor) ? divisor : fmax(divisor, 0x1p-14f);
    }
    for (int k = 0; k < chosen; k++) {
        w[k] = w[k] / divisor * factor;
    }
}
