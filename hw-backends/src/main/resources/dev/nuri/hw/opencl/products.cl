// Products with weights: one work item for each row of weights and token.

float product(int type, bytes row, __global const float *x, int columns) {
    float w[32];
    float sum = 0;
    for (int g = 0; 32 * g < columns; g++) {
        int count = min(32, columns - 32 * g);
        decode(type, row, g, count, w);
        float part = 0;
        for (int i = 0; i < count; i++) {
            part += w[i] * x[32 * g + i];
        }
        sum += part;
    }
    return sum;
}

__kernel void mat_mul(bytes weights, view wv, bytes x, view xv, memory out, view ov, int type, int columns) {
    int r = get_global_id(0), t = get_global_id(1);
    out_of(out, ov, 0, t)[r] = product(type, row_of(weights, wv, 0, r), floats_of(x, xv, 0, t), columns);
}

__kernel void head_mat_mul(bytes weights, view wv, bytes x, view xv, memory out, view ov, int type, int columns) {
    int r = get_global_id(0), h = get_global_id(1), t = get_global_id(2);
    out_of(out, ov, t, h)[r] = product(type, row_of(weights, wv, h, r), floats_of(x, xv, t, h), columns);
}

__kernel void expert_mat_mul(bytes weights, view wv, bytes x, view xv, bytes ids, view iv, memory out, view ov, int type,
                             int columns, int experts, int own, __global int *status) {
    int r = get_global_id(0), k = get_global_id(1), t = get_global_id(2);
    int expert = checked_id(ids, iv, t, k, experts, status);
    out_of(out, ov, t, k)[r] =
        product(type, row_of(weights, wv, expert, r), floats_of(x, xv, t, own ? k : 0), columns);
}

__kernel void get_rows(bytes table, view tv, bytes ids, view iv, memory out, view ov, int type, int columns, int rows,
                       __global int *status) {
    int g = get_global_id(0), t = get_global_id(1);
    float w[32];
    int count = min(32, columns - 32 * g);
    decode(type, row_of(table, tv, 0, checked_id(ids, iv, 0, t, rows, status)), g, count, w);
    for (int i = 0; i < count; i++) {
        out_of(out, ov, 0, t)[32 * g + i] = w[i];
    }
}
