// Attention over keys and values in pages. An item is a few tokens of one sequence and one key head: each key and value
// is decoded once for all the query heads and tokens of the item. The softmax is taken as the positions come (Milakov and
// Gimelshein, arXiv 1805.02867): when a greater logit appears, what was summed before is scaled down.
#include "rows.h"

#include <stdlib.h>

enum { CHUNK = 32 };

// All words of 64 bits, at the start of the scratch area; Attention.java writes them.
typedef struct {
    int64_t type, columns, value_columns, heads, groups, page_size, page_columns, window, has_sinks, scale_bits;
    view q, keys, values, pages, sinks, out;
    int64_t item_list; // offset in the scratch area: [items] of item
    int64_t last_list; // offset: [tokens] of int64, the last position that each token sees
} plan;

typedef struct {
    int64_t token, tokens, sequence;
} item;

typedef struct {
    float *row;     // [columns] a decoded key or value
    float *weights; // [queries][CHUNK]
    float *most;    // [queries]
    float *sum;     // [queries]
} work;

static float dot(const float *a, const float *b, int n) {
    f32x8 s = all_f32(0), t = all_f32(0);
    int i = 0;
    for (; i + 16 <= n; i += 16) {
        s += load_f32(a + i) * load_f32(b + i);
        t += load_f32(a + i + 8) * load_f32(b + i + 8);
    }
    float sum = sum_f32(s + t);
    for (; i < n; i++) {
        sum += a[i] * b[i];
    }
    return sum;
}

static void add_scaled(float *to, const float *v, float weight, int n) {
    int i = 0;
    for (; i + 8 <= n; i += 8) {
        store_f32(to + i, load_f32(to + i) + all_f32(weight) * load_f32(v + i));
    }
    for (; i < n; i++) {
        to[i] += weight * v[i];
    }
}

static void scale_row(float *to, float factor, int n) {
    for (int i = 0; i < n; i++) {
        to[i] *= factor;
    }
}

// Turns the logits of `count` positions into weights and scales what query `i` summed before.
static void soften(const work *w, int i, int count, float *out, int columns) {
    float *x = w->weights + i * CHUNK;
    float most = w->most[i];
    for (int p = 0; p < count; p++) {
        most = x[p] > most || x[p] != x[p] ? x[p] : most;
    }
    if (most == -INFINITY) {
        memset(x, 0, 4 * CHUNK); // nothing is seen yet
        return;
    }
    for (int p = count; p < CHUNK; p++) {
        x[p] = -INFINITY;
    }
    f32x8 sum = all_f32(0);
    for (int p = 0; p < CHUNK; p += 8) {
        f32x8 e = exp_f32(load_f32(x + p) - all_f32(most));
        store_f32(x + p, e);
        sum += e;
    }
    if (most != w->most[i]) {
        float factor = expf(w->most[i] - most);
        w->sum[i] *= factor;
        scale_row(out, factor, columns);
        w->most[i] = most;
    }
    w->sum[i] += sum_f32(sum);
}

static void run_item(const plan *p, const item *it, int group, const int64_t *last, const uint8_t *q, const uint8_t *keys,
                     const uint8_t *values, const int32_t *pages, const float *sinks, uint8_t *out, const work *w) {
    int shared = (int)(p->heads / p->groups), queries = (int)it->tokens * shared;
    int columns = (int)p->columns, value_columns = (int)p->value_columns;
    float scale;
    memcpy(&scale, &p->scale_bits, 4);
    int64_t least = INT64_MAX, greatest = 0;
    for (int t = 0; t < it->tokens; t++) {
        int64_t end = last[it->token + t], first = p->window && end >= p->window ? end - p->window + 1 : 0;
        least = first < least ? first : least;
        greatest = end > greatest ? end : greatest;
    }
    for (int i = 0; i < queries; i++) {
        int head = group * shared + i % shared;
        w->most[i] = sinks ? sinks[head] : -INFINITY;
        w->sum[i] = sinks ? 1 : 0;
        memset(at(out, &p->out, it->token + i / shared, head), 0, 4 * (size_t)value_columns);
    }
    for (int64_t from = least; from <= greatest; from += CHUNK) {
        int count = (int)(greatest - from + 1 < CHUNK ? greatest - from + 1 : CHUNK);
        for (int c = 0; c < count; c++) {
            int64_t position = from + c;
            int64_t slot = pages[position / p->page_size] * p->page_size + position % p->page_size;
            row_floats((int)p->type, at(keys, &p->keys, slot, group), 0, columns, w->row);
            for (int i = 0; i < queries; i++) {
                int64_t end = last[it->token + i / shared];
                int seen = position <= end && (!p->window || position > end - p->window);
                const float *x = (const float *)at(q, &p->q, it->token + i / shared, group * shared + i % shared);
                w->weights[i * CHUNK + c] = seen ? scale * dot(x, w->row, columns) : -INFINITY;
            }
        }
        for (int i = 0; i < queries; i++) {
            soften(w, i, count, (float *)at(out, &p->out, it->token + i / shared, group * shared + i % shared),
                   value_columns);
        }
        for (int c = 0; c < count; c++) {
            int64_t position = from + c;
            int64_t slot = pages[position / p->page_size] * p->page_size + position % p->page_size;
            row_floats((int)p->type, at(values, &p->values, slot, group), 0, value_columns, w->row);
            for (int i = 0; i < queries; i++) {
                int64_t end = last[it->token + i / shared];
                if (position <= end && (!p->window || position > end - p->window)) {
                    add_scaled((float *)at(out, &p->out, it->token + i / shared, group * shared + i % shared), w->row,
                               w->weights[i * CHUNK + c], value_columns);
                }
            }
        }
    }
    for (int i = 0; i < queries; i++) {
        scale_row((float *)at(out, &p->out, it->token + i / shared, group * shared + i % shared), 1 / w->sum[i],
                  value_columns);
    }
}

// Runs items [from, to), each an entry of the list and a key head. Returns 0, or 1 if there is no memory.
API int nuri_attention(const uint8_t *q, const uint8_t *keys, const uint8_t *values, const uint8_t *pages,
                       const uint8_t *sinks, uint8_t *out, const uint8_t *scratch, int64_t from, int64_t to) {
    const plan *p = (const plan *)scratch;
    const item *items = (const item *)(scratch + p->item_list);
    const int64_t *last = (const int64_t *)(scratch + p->last_list);
    for (int64_t i = from; i < to; i++) {
        const item *it = items + i / p->groups;
        size_t queries = (size_t)(it->tokens * (p->heads / p->groups));
        size_t row = (size_t)(p->columns > p->value_columns ? p->columns : p->value_columns);
        float *memory = malloc(4 * (row + queries * (CHUNK + 2)));
        if (!memory) {
            return 1;
        }
        work w = {memory, memory + row, memory + row + queries * CHUNK, memory + row + queries * (CHUNK + 1)};
        run_item(p, it, (int)(i % p->groups), last, q, keys, values,
                 (const int32_t *)at(pages, &p->pages, 0, it->sequence),
                 p->has_sinks ? (const float *)at(sinks, &p->sinks, 0, 0) : NULL, out, &w);
        free(memory);
    }
    return 0;
}
