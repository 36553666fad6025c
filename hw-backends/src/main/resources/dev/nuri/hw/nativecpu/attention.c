// Attention over keys and values in pages. An item is a few tokens of one sequence and some key heads: each key and value
// is decoded once for all the query heads and tokens of the item, and heads that lie side by side are read together. The softmax is taken as the positions come (Milakov and
// Gimelshein, arXiv 1805.02867): when a greater logit appears, what was summed before is scaled down.
#include "rows.h"

#include <stdlib.h>

enum { CHUNK = 32 };

// All words of 64 bits, at the start of the scratch area; Attention.java writes them.
typedef struct {
    int64_t type, columns, value_columns, heads, groups, page_size, page_columns, window, has_sinks, scale_bits;
    int64_t item_groups; // key heads of an item, the last perhaps fewer
    view q, keys, values, pages, sinks, out;
    int64_t item_list; // offset in the scratch area: [items] of item
    int64_t last_list; // offset: [tokens] of int64, the last position that each token sees
} plan;

typedef struct {
    int64_t token, tokens, sequence;
} item;

// Where an item's sums are kept while the positions pass by, CHUNK at a time.
typedef struct {
    float *rows;    // [CHUNK][stride] decoded keys, then values
    float *weights; // [queries][CHUNK] logits, then their exponentials
    float *most;    // [groups][queries]
    float *sum;     // [groups][queries]
    int stride;
    int64_t slots[CHUNK];
} work;

// Sums of neighbours: of a in the first and third pair of lanes, of b in the others.
INLINE f32x8 add_neighbours(f32x8 a, f32x8 b) {
    return SHUFFLE(a, b, 0, 2, 8, 10, 4, 6, 12, 14) + SHUFFLE(a, b, 1, 3, 9, 11, 5, 7, 13, 15);
}

// Products of a query with eight keys, `stride` apart.
static void eight_dots(const float *q, const float *keys, int stride, int n, float *out) {
    f32x8 s[8];
    for (int k = 0; k < 8; k++) {
        s[k] = all_f32(0);
    }
    int i = 0;
    for (; i + 8 <= n; i += 8) {
        f32x8 x = load_f32(q + i);
        for (int k = 0; k < 8; k++) {
            s[k] += x * load_f32(keys + (size_t)k * stride + i);
        }
    }
    f32x8 low = add_neighbours(add_neighbours(s[0], s[1]), add_neighbours(s[2], s[3]));
    f32x8 high = add_neighbours(add_neighbours(s[4], s[5]), add_neighbours(s[6], s[7]));
    store_f32(out, SHUFFLE(low, high, 0, 1, 2, 3, 8, 9, 10, 11) + SHUFFLE(low, high, 4, 5, 6, 7, 12, 13, 14, 15));
    for (; i < n; i++) {
        for (int k = 0; k < 8; k++) {
            out[k] += q[i] * keys[(size_t)k * stride + i];
        }
    }
}

// Adds the weighted rows [from, to) to 8 * vectors columns of out.
INLINE void add_columns(float *out, const float *rows, int stride, const float *weights, int from, int to, int vectors) {
    f32x8 total[8];
    for (int v = 0; v < vectors; v++) {
        total[v] = load_f32(out + 8 * v);
    }
    for (int c = from; c < to; c++) {
        f32x8 weight = all_f32(weights[c]);
        for (int v = 0; v < vectors; v++) {
            total[v] += weight * load_f32(rows + (size_t)c * stride + 8 * v);
        }
    }
    for (int v = 0; v < vectors; v++) {
        store_f32(out + 8 * v, total[v]);
    }
}

static void add_weighted(float *out, const float *rows, int stride, const float *weights, int from, int to, int n) {
    int i = 0;
    for (; i + 64 <= n; i += 64) {
        add_columns(out + i, rows + i, stride, weights, from, to, 8);
    }
    for (; i + 8 <= n; i += 8) {
        add_columns(out + i, rows + i, stride, weights, from, to, 1);
    }
    for (; i < n; i++) {
        for (int c = from; c < to; c++) {
            out[i] += weights[c] * rows[(size_t)c * stride + i];
        }
    }
}

static void scale_row(float *to, float factor, int n) {
    for (int i = 0; i < n; i++) {
        to[i] *= factor;
    }
}

INLINE f32x8 greater(f32x8 a, f32x8 b) {
    return choose(a > b, a, b);
}

// The greatest logit of a chunk; numbers hide a NaN, which the sum of exponentials shows.
static float greatest_logit(const float *x, float most) {
    f32x8 v = all_f32(most);
    for (int p = 0; p < CHUNK; p += 8) {
        v = greater(load_f32(x + p), v);
    }
    v = greater(v, SHUFFLE(v, v, 4, 5, 6, 7, 0, 1, 2, 3));
    v = greater(v, SHUFFLE(v, v, 2, 3, 0, 1, 6, 7, 4, 5));
    return greater(v, SHUFFLE(v, v, 1, 0, 3, 2, 5, 4, 7, 6))[0];
}

static int has_nan(const float *x) {
    int found = 0;
    for (int p = 0; p < CHUNK; p++) {
        found |= x[p] != x[p];
    }
    return found;
}

// Turns the logits of a chunk into weights and scales what the query summed before.
static void soften(float *x, float *most_before, float *sum_before, float *out, int columns) {
    float most = greatest_logit(x, *most_before);
    if (most == -INFINITY && !has_nan(x)) {
        memset(x, 0, 4 * CHUNK); // nothing is seen yet
        return;
    }
    f32x8 sum = all_f32(0);
    for (int p = 0; p < CHUNK; p += 8) {
        f32x8 e = exp_f32(load_f32(x + p) - all_f32(most));
        store_f32(x + p, e);
        sum += e;
    }
    if (most != *most_before) {
        float factor = expf(*most_before - most);
        *sum_before *= factor;
        scale_row(out, factor, columns);
        *most_before = most;
    }
    *sum_before += sum_f32(sum);
}

// What an item reads and writes.
typedef struct {
    const plan *p;
    const item *it;
    int group, shared, queries; // queries of a key head are `shared` for each token
    const int64_t *last;
    const uint8_t *q;
    uint8_t *out;
} subject;

// Positions [from, to) of a chunk that query `i` sees; none if from >= to.
INLINE void seen_by(const subject *s, int i, int64_t start, int count, int *from, int *to) {
    int64_t end = s->last[s->it->token + i / s->shared];
    int64_t first = s->p->window && end >= s->p->window ? end - s->p->window + 1 : 0;
    *from = first > start ? (int)(first - start < count ? first - start : count) : 0;
    *to = end - start + 1 < count ? (int)(end - start + 1) : count;
}

INLINE float *out_of(const subject *s, int i) {
    return (float *)at(s->out, &s->p->out, s->it->token + i / s->shared, s->group * s->shared + i % s->shared);
}

// Asks for so many columns of each position's row, in which key heads mostly follow each other: positions may lie far
// apart, so the processor does not foresee them.
static void ask_for_rows(const subject *s, const uint8_t *base, const view *v, int columns, int count, const work *w) {
    size_t bytes = (size_t)columns * 2;
    for (int c = 0; c < count; c++) {
        const uint8_t *row = at(base, v, w->slots[c], s->group);
        for (size_t i = 0; i < bytes; i += 64) {
            __builtin_prefetch(row + i);
        }
    }
}

static void decode_rows(const subject *s, const uint8_t *base, const view *v, int columns, int count, const work *w) {
    for (int c = 0; c < count; c++) {
        row_floats((int)s->p->type, at(base, v, w->slots[c], s->group), 0, columns, w->rows + (size_t)c * w->stride);
    }
}

static void logits(const subject *s, int64_t start, int count, float scale, const work *w) {
    int columns = (int)s->p->columns;
    for (int i = 0; i < s->queries; i++) {
        const float *x =
            (const float *)at(s->q, &s->p->q, s->it->token + i / s->shared, s->group * s->shared + i % s->shared);
        float *out = w->weights + i * CHUNK;
        int from, to;
        seen_by(s, i, start, count, &from, &to);
        for (int c = from / 8 * 8; c < to; c += 8) {
            eight_dots(x, w->rows + (size_t)c * w->stride, w->stride, columns, out + c);
        }
        for (int c = 0; c < CHUNK; c++) {
            out[c] = c >= from && c < to ? scale * out[c] : -INFINITY;
        }
    }
}

// A chunk of `count` positions from `start` on, for one key head; most and sum are its queries'.
static void add_chunk(const subject *s, const uint8_t *keys, const uint8_t *values, int64_t start, int count, float scale,
                      const work *w, float *most, float *sum) {
    int columns = (int)s->p->value_columns;
    decode_rows(s, keys, &s->p->keys, (int)s->p->columns, count, w);
    logits(s, start, count, scale, w);
    decode_rows(s, values, &s->p->values, columns, count, w);
    for (int i = 0; i < s->queries; i++) {
        int from, to;
        seen_by(s, i, start, count, &from, &to);
        soften(w->weights + i * CHUNK, most + i, sum + i, out_of(s, i), columns);
        add_weighted(out_of(s, i), w->rows, w->stride, w->weights + i * CHUNK, from, to, columns);
    }
}

// Key heads [first, end).
static void run_item(subject *s, int first, int end, const uint8_t *keys, const uint8_t *values, const int32_t *pages,
                     const float *sinks, work *w) {
    const plan *p = s->p;
    float scale;
    memcpy(&scale, &p->scale_bits, 4);
    int64_t least = INT64_MAX, greatest = 0;
    for (int t = 0; t < s->it->tokens; t++) {
        int64_t last = s->last[s->it->token + t], from = p->window && last >= p->window ? last - p->window + 1 : 0;
        least = from < least ? from : least;
        greatest = last > greatest ? last : greatest;
    }
    for (s->group = first; s->group < end; s->group++) {
        for (int i = 0; i < s->queries; i++) {
            int at_query = (s->group - first) * s->queries + i;
            w->most[at_query] = sinks ? sinks[s->group * s->shared + i % s->shared] : -INFINITY;
            w->sum[at_query] = sinks ? 1 : 0;
            memset(out_of(s, i), 0, 4 * (size_t)p->value_columns);
        }
    }
    for (int64_t start = least; start <= greatest; start += CHUNK) {
        int count = (int)(greatest - start + 1 < CHUNK ? greatest - start + 1 : CHUNK);
        for (int c = 0; c < count; c++) {
            w->slots[c] = pages[(start + c) / p->page_size] * p->page_size + (start + c) % p->page_size;
        }
        s->group = first;
        ask_for_rows(s, keys, &p->keys, (int)p->columns * (end - first), count, w);
        ask_for_rows(s, values, &p->values, (int)p->value_columns * (end - first), count, w);
        for (; s->group < end; s->group++) {
            int queries = (s->group - first) * s->queries;
            add_chunk(s, keys, values, start, count, scale, w, w->most + queries, w->sum + queries);
        }
    }
    for (s->group = first; s->group < end; s->group++) {
        for (int i = 0; i < s->queries; i++) {
            scale_row(out_of(s, i), 1 / w->sum[(s->group - first) * s->queries + i], (int)p->value_columns);
        }
    }
}

// Runs items [from, to), each an entry of the list and some key heads. Returns 0, or 1 if there is no memory.
API int nuri_attention(const uint8_t *q, const uint8_t *keys, const uint8_t *values, const uint8_t *pages,
                       const uint8_t *sinks, uint8_t *out, const uint8_t *scratch, int64_t from, int64_t to) {
    const plan *p = (const plan *)scratch;
    const item *items = (const item *)(scratch + p->item_list);
    const int64_t *last = (const int64_t *)(scratch + p->last_list);
    int64_t each = (p->groups + p->item_groups - 1) / p->item_groups; // items of an entry
    for (int64_t i = from; i < to; i++) {
        const item *it = items + i / each;
        int first = (int)(i % each * p->item_groups), shared = (int)(p->heads / p->groups);
        int end = first + p->item_groups < p->groups ? first + (int)p->item_groups : (int)p->groups;
        size_t queries = (size_t)(it->tokens * shared), all = queries * (size_t)(end - first);
        size_t stride = (size_t)(p->columns > p->value_columns ? p->columns : p->value_columns);
        float *memory = malloc(4 * (CHUNK * stride + queries * CHUNK + 2 * all));
        if (!memory) {
            return 1;
        }
        float *weights = memory + CHUNK * stride, *most = weights + queries * CHUNK;
        work w = {memory, weights, most, most + all, (int)stride, {0}};
        subject s = {p, it, first, shared, (int)queries, last, q, out};
        run_item(&s, first, end, keys, values, (const int32_t *)at(pages, &p->pages, 0, it->sequence),
                 p->has_sinks ? (const float *)at(sinks, &p->sinks, 0, 0) : NULL, &w);
        free(memory);
    }
    return 0;
}
