// Functions of single elements and of whole rows.

ushort bfloat_of(float x) {
    uint bits = as_uint(x);
    return isnan(x) ? bits >> 16 | 0x40 : (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
}

// Up to 32 elements from column 32 g on, rounded to a type.
void encode(int type, memory row, int g, int count, __global const float *x) {
    x += 32 * g;
    if (type == Q8_0) {
        memory p = row + (long)g * 34;
        float most = 0;
        for (int i = 0; i < 32; i++) {
            most = fmax(most, fabs(x[i]));
        }
        float step = most / 127;
        float inverse = step == 0 ? 0 : 1 / step;
        vstore_half_rte(step, 0, (__global half *)p);
        for (int i = 0; i < 32; i++) {
            float steps = x[i] * inverse;
            p[2 + i] = (uchar)(char)(steps < 0 ? steps - 0.5f : steps + 0.5f);
        }
        return;
    }
    for (int i = 0; i < count; i++) {
        long at = 32L * g + i;
        if (type == F32) {
            ((__global float *)row)[at] = x[i];
        } else if (type == F16) {
            vstore_half_rte(x[i], at, (__global half *)row);
        } else {
            ((__global ushort *)row)[at] = bfloat_of(x[i]);
        }
    }
}

__kernel void copy(bytes from, view fv, memory to, view tv, int type, int columns) {
    int g = get_global_id(0), r = get_global_id(1), s = get_global_id(2);
    encode(type, to + tv.offset + s * tv.slice + r * tv.row, g, min(32, columns - 32 * g), floats_of(from, fv, s, r));
}

__kernel void store_rows(bytes from, view fv, bytes slots, view sv, memory to, view tv, int type, int columns, int pool,
                         __global int *status) {
    int g = get_global_id(0), r = get_global_id(1), t = get_global_id(2);
    int slot = checked_id(slots, sv, 0, t, pool, status);
    if (status[0] == 0) {
        encode(type, to + tv.offset + slot * tv.slice + r * tv.row, g, min(32, columns - 32 * g),
               floats_of(from, fv, t, r));
    }
}

__kernel void add(bytes a, view av, bytes b, view bv, memory out, view ov, int same) {
    int c = get_global_id(0), r = get_global_id(1), s = get_global_id(2);
    out_of(out, ov, s, r)[c] = floats_of(a, av, s, r)[c] + floats_of(b, bv, same ? 0 : s, same ? 0 : r)[c];
}

__kernel void scale(bytes x, view xv, memory out, view ov, float factor) {
    int c = get_global_id(0), r = get_global_id(1), s = get_global_id(2);
    out_of(out, ov, s, r)[c] = factor * floats_of(x, xv, s, r)[c];
}

float logistic(float x) {
    return 1 / (1 + exp(-x));
}

enum { SILU, GELU, SIGMOID, CLAMPED_SWIGLU };

__kernel void gate(bytes gates, view gv, bytes up, view uv, memory out, view ov, int activation, int one) {
    int c = get_global_id(0), r = get_global_id(1), s = get_global_id(2);
    float g = floats_of(gates, gv, s, r)[one ? 0 : c], u = floats_of(up, uv, s, r)[c];
    float result;
    if (activation == SILU) {
        result = g * logistic(g) * u;
    } else if (activation == GELU) {
        result = 0.5f * g * (1 + tanh(0.7978845608f * (g + 0.044715f * g * g * g))) * u;
    } else if (activation == SIGMOID) {
        result = logistic(g) * u;
    } else {
        float low = fmin(g, 7.0f);
        result = low * logistic(1.702f * low) * (clamp(u, -7.0f, 7.0f) + 1);
    }
    out_of(out, ov, s, r)[c] = result;
}

__kernel void expert_bias(memory x, view xv, bytes bias, view bv, bytes ids, view iv, int experts, __global int *status) {
    int c = get_global_id(0), k = get_global_id(1), t = get_global_id(2);
    int expert = checked_id(ids, iv, t, k, experts, status);
    out_of(x, xv, t, k)[c] += floats_of(bias, bv, 0, expert)[c];
}

__kernel void expert_sum(bytes x, view xv, bytes weights, view wv, memory out, view ov, int each) {
    int c = get_global_id(0), t = get_global_id(1);
    float sum = 0;
    for (int k = 0; k < each; k++) {
        sum += floats_of(weights, wv, 0, t)[k] * floats_of(x, xv, t, k)[c];
    }
    out_of(out, ov, 0, t)[c] = sum;
}

// The rest: one work item a row.

__kernel void rms_norm(bytes x, view xv, bytes weight, view wv, memory out, view ov, int columns, int weighted,
                       float epsilon) {
    int r = get_global_id(0), s = get_global_id(1);
    __global const float *from = floats_of(x, xv, s, r), *w = floats_of(weight, wv, 0, 0);
    wide squares = 0;
    for (int c = 0; c < columns; c++) {
        squares += (wide)from[c] * from[c];
    }
    wide factor = 1 / sqrt(squares / columns + epsilon);
    __global float *to = out_of(out, ov, s, r);
    for (int c = 0; c < columns; c++) {
        to[c] = (float)(from[c] * factor) * (weighted ? w[c] : 1);
    }
}

__kernel void layer_norm(bytes x, view xv, bytes weight, view wv, bytes bias, view bv, memory out, view ov, int columns,
                         int weighted, int biased, float epsilon) {
    int r = get_global_id(0), s = get_global_id(1);
    __global const float *from = floats_of(x, xv, s, r);
    __global const float *w = floats_of(weight, wv, 0, 0), *b = floats_of(bias, bv, 0, 0);
    wide mean = 0, squares = 0;
    for (int c = 0; c < columns; c++) {
        mean += from[c];
    }
    mean /= columns;
    for (int c = 0; c < columns; c++) {
        squares += (from[c] - mean) * (from[c] - mean);
    }
    wide factor = 1 / sqrt(squares / columns + epsilon);
    __global float *to = out_of(out, ov, s, r);
    for (int c = 0; c < columns; c++) {
        to[c] = (float)((from[c] - mean) * factor) * (weighted ? w[c] : 1) + (biased ? b[c] : 0);
    }
}

// Softmax of x[0, n) to out, which may be x.
void softmax_row(__global const float *x, __global float *out, int n) {
    float most = -INFINITY;
    for (int i = 0; i < n; i++) {
        most = isnan(x[i]) ? NAN : fmax(most, x[i]);
    }
    wide sum = 0;
    for (int i = 0; i < n; i++) {
        sum += exp((wide)x[i] - most);
    }
    for (int i = 0; i < n; i++) {
        out[i] = (float)(exp((wide)x[i] - most) / sum);
    }
}

__kernel void softmax(bytes x, view xv, memory out, view ov, int columns) {
    int r = get_global_id(0), s = get_global_id(1);
    softmax_row(floats_of(x, xv, s, r), out_of(out, ov, s, r), columns);
}

// frequencies: angle per position of each pair, before the model's own divisors.
__kernel void rope(bytes x, view xv, bytes positions, view pv, bytes factors, view fv, memory out, view ov,
                   __global const wide *frequencies, int columns, int dimensions, int halves, int divided, float magnitude) {
    int h = get_global_id(0), t = get_global_id(1);
    __global const float *from = floats_of(x, xv, t, h);
    __global float *to = out_of(out, ov, t, h);
    int position = ((__global const int *)row_of(positions, pv, 0, 0))[t];
    for (int pair = 0; pair < dimensions / 2; pair++) {
        int first = halves ? pair : 2 * pair, second = halves ? pair + dimensions / 2 : 2 * pair + 1;
        wide angle = position * frequencies[pair] / (divided ? floats_of(factors, fv, 0, 0)[pair] : 1);
        wide c = cos(angle) * magnitude, s = sin(angle) * magnitude;
        float a = from[first], b = from[second];
        to[first] = (float)(a * c - b * s);
        to[second] = (float)(a * s + b * c);
    }
    for (int c = dimensions; c < columns; c++) {
        to[c] = from[c];
    }
}
