// Attention: one work group for each token and query head. Its items share out the positions, LANES at a time: first for
// the greatest logit and the sum, then for the weighted values, which they share out by column.

enum { LANES = 32 };

// One query over the pool.
typedef struct {
    int type, columns;
    int first, last;       // positions seen
    int head;              // of keys and values
    int page_size, pool;   // pool: rows
    float scale;
} query;

// The row of the pool that holds a position.
int slot_of(query q, __global const int *pages, int position, __global int *status) {
    int page = pages[position / q.page_size], bound = q.pool / q.page_size;
    if (page < 0 || page >= bound) {
        status[0] = 1;
        status[1] = page;
        status[2] = bound;
        return 0;
    }
    return page * q.page_size + position % q.page_size;
}

__kernel void attention(bytes q, view qv, bytes keys, view kv, bytes values, view vv, bytes positions, view pv, bytes pages,
                        view gv, bytes sequences, view sv, bytes sinks, view nv, memory out, view ov, int type, int columns,
                        int value_columns, int shared, int pool, int page_size, int page_columns, int page_rows, int window,
                        int sunk, float scale, __global int *status) {
    int lane = get_local_id(0), h = get_group_id(0), t = get_global_id(1);
    __local float logits[LANES];
    __local int slots[LANES];
    int most_positions = (int)min((long)INT_MAX, (long)page_columns * page_size);
    int last = checked_id(positions, pv, 0, t, most_positions, status);
    int sequence = checked_id(sequences, sv, 0, t, page_rows, status);
    query me = {type, columns, window == 0 ? 0 : max(0, last - window + 1), last, h / shared, page_size, pool, scale};
    __global const int *table = (__global const int *)row_of(pages, gv, 0, sequence);
    __global const float *x = floats_of(q, qv, t, h);
    __global float *to = out_of(out, ov, t, h);
    float sink = sunk ? floats_of(sinks, nv, 0, 0)[h] : -INFINITY;
    float most = sink;
    wide sum = sunk ? 1 : 0;
    // Twice over the positions: the first time for the maximum and the sum, the second for the values.
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1) {
            for (int g = lane; 32 * g < value_columns; g += LANES) { // the columns this item will add to
                for (int e = 32 * g; e < min(32 * g + 32, value_columns); e++) {
                    to[e] = 0;
                }
            }
        }
        for (int from = me.first; from <= last; from += LANES) {
            int here = min((int)LANES, last - from + 1);
            barrier(CLK_LOCAL_MEM_FENCE);
            if (lane < here) {
                slots[lane] = slot_of(me, table, from + lane, status);
                logits[lane] = product(type, row_of(keys, kv, slots[lane], me.head), x, columns) * scale;
            }
            barrier(CLK_LOCAL_MEM_FENCE);
            if (pass == 0) {
                for (int i = 0; i < here; i++) {
                    float greater = fmax(most, logits[i]);
                    sum = sum * (most == greater ? 1 : exp((wide)most - greater)) + exp((wide)logits[i] - greater);
                    most = greater;
                }
                continue;
            }
            for (int g = lane; 32 * g < value_columns; g += LANES) {
                float v[32];
                int count = min(32, value_columns - 32 * g);
                for (int i = 0; i < here; i++) {
                    float weight = (float)(exp((wide)logits[i] - most) / sum);
                    decode(type, row_of(values, vv, slots[i], me.head), g, count, v);
                    for (int e = 0; e < count; e++) {
                        to[32 * g + e] += weight * v[e];
                    }
                }
            }
        }
    }
}
