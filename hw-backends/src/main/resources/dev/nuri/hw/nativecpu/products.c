// Products of quantised or float weights with the activations of some tokens.
//
// Activations meet quantised weights as 16-bit integers with one scale for each 32 of them: their products are exact in
// 32-bit sums, and the rounding of an activation is 1/65000 of the greatest in its group. Two paths:
// - a few tokens: each weight row is read once, straight from the file's layout or eight side by side (packed.h);
// - many tokens: 16 rows at a time are decoded into a panel that stays in the cache, its pairs of columns interleaved
//   by row, so that one vector operation serves eight rows, and every token passes over it.
// Float weights, and activations that are not all finite, take the same two paths in floats.
#include "floats.h"
#include "packed.h"
#include "panel.h"
#include "rows.h"

#if defined(__AVX2__)
#include "packed_avx2.h"
#include "rows_avx2.h"
#endif

INLINE f32x8 magnitude(f32x8 v) {
    return (f32x8)((i32x8)v & 0x7fffffff);
}

INLINE f32x8 greater(f32x8 a, f32x8 b) {
    i32x8 first = a > b;
    return (f32x8)((first & (i32x8)a) | (~first & (i32x8)b));
}

INLINE float greatest(f32x8 v) {
    v = greater(v, SHUFFLE(v, v, 4, 5, 6, 7, 0, 1, 2, 3));
    v = greater(v, SHUFFLE(v, v, 2, 3, 0, 1, 6, 7, 4, 5));
    return greater(v, SHUFFLE(v, v, 1, 0, 3, 2, 5, 4, 7, 6))[0];
}

// To the nearest whole number, halves away from zero.
INLINE i32x8 rounded(f32x8 v) {
    f32x8 half = (f32x8)(((i32x8)v & (int32_t)0x80000000) | (i32x8)all_f32(0.5f));
    return __builtin_convertvector(v + half, i32x8);
}

INLINE int32_t sum_i32(i32x8 v) {
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

// The greatest rounded activation: what an upper and a lower byte, both signed, make up together.
enum { MOST = 127 * 256 };

// Rounds one row of activations. Returns whether all are finite.
static int quantise_row(const float *x, int columns, int16_t *quants, float *scales, float *sums) {
    f32x8 nothing = all_f32(0); // turns NaN where a number is NaN or infinite
    for (int g = 0; g < columns / GROUP; g++) {
        f32x8 v[4];
        f32x8 most = all_f32(0);
        for (int i = 0; i < 4; i++) {
            v[i] = load_f32(x + g * GROUP + 8 * i);
            most = greater(magnitude(v[i]), most);
            nothing += v[i] * 0;
        }
        float scale = greatest(most) / MOST;
        // A group so small that its scale would be no normal number counts as zero.
        float inverse = scale >= 0x1p-126f ? 1 / scale : 0;
        scales[g] = inverse == 0 ? 0 : scale;
        for (int h = 0; h < 2; h++) {
            i32x8 a = rounded(v[2 * h] * inverse), b = rounded(v[2 * h + 1] * inverse);
            i16x8 narrow[2] = {__builtin_convertvector(a, i16x8), __builtin_convertvector(b, i16x8)};
            memcpy(quants + g * GROUP + 16 * h, narrow, sizeof narrow);
            sums[2 * g + h] = scales[g] * (float)sum_i32(a + b);
        }
    }
    return sum_f32(nothing) == 0;
}

// ---- A few tokens: rows against one token's activations -------------------------------------------------------------

// From group `from` on.
INLINE float dot_integers(decoder decode, int traits, const uint8_t *row, const activations *x, int token, int from) {
    int groups = x->columns / GROUP;
    const int16_t *quants = x->quants + (size_t)token * x->columns;
    const float *scales = x->scales + (size_t)token * groups;
    const float *sums = x->sums + (size_t)token * groups * 2;
    f32x8 total = all_f32(0);
    float minimums = 0;
    for (int g = from; g < groups; g++) {
        group w = decode(row, g);
        i32x8 a = add_pairs(all_i32(0), w.a, load_i16(quants + g * GROUP));
        if (traits & HALVES) {
            i32x8 b = add_pairs(all_i32(0), w.b, load_i16(quants + g * GROUP + 16));
            total += all_f32(w.scale_a * scales[g]) * to_f32(a) + all_f32(w.scale_b * scales[g]) * to_f32(b);
        } else {
            total += all_f32(w.scale_a * scales[g]) * to_f32(add_pairs(a, w.b, load_i16(quants + g * GROUP + 16)));
        }
        if (traits & MINIMUMS) {
            minimums += w.minimum_a * sums[2 * g] + w.minimum_b * sums[2 * g + 1];
        }
    }
    return sum_f32(total) + minimums;
}

INLINE void many_integers(decoder decode, int traits, const activations *x, const part *p) {
    panel filled;
    for (int r = 0; r < p->count; r += PANEL_ROWS) {
        int rows = p->count - r < PANEL_ROWS ? p->count - r : PANEL_ROWS;
        for (int from = 0; from < x->columns; from += PANEL_COLUMNS) {
            int columns = x->columns - from < PANEL_COLUMNS ? x->columns - from : PANEL_COLUMNS;
            fill(decode, traits, &filled, p->rows + r * p->row_bytes, p->row_bytes, rows, from, columns);
#define RUN(n, i) tile(traits, &filled, x, p->token + t + (i), n, from, columns, out + (i))
            OVER_TOKENS(RUN)
#undef RUN
        }
    }
}

INLINE void few_integers(decoder decode, int traits, const activations *x, const part *p) {
    for (int r = 0; r < p->count; r++) {
        for (int t = 0; t < p->tokens; t++) {
            float value = dot_integers(decode, traits, p->rows + r * p->row_bytes, x, p->token[t], 0);
            store_tile(p, t, r, 1, &value);
        }
    }
}

// One function for each type and path: the decoder is a constant in it.
#define PATHS(number, decode, traits) \
    static void many_##decode(const activations *x, const part *p) { many_integers(decode, traits, x, p); } \
    static void few_##decode(const activations *x, const part *p) { few_integers(decode, traits, x, p); }
EACH_QUANTISED_TYPE(PATHS)
#undef PATHS

#if defined(__AVX2__)
INLINE void few_eights(eight add, int bytes, decoder decode, const activations *x, const part *p) {
    int groups = x->columns / GROUP;
    for (int r = 0; r < p->count; r++) {
        const uint8_t *row = p->rows + r * p->row_bytes;
        for (int t = 0; t < p->tokens; t++) {
            size_t token = (size_t)p->token[t];
            __m256 total = _mm256_setzero_ps();
            for (int g = 0; g + 8 <= groups; g += 8) {
                total = add(total, row + (size_t)(g / 8) * bytes, x->quants + token * x->columns + g * GROUP,
                            x->scales + token * groups + g, x->sums + token * groups * 2 + g);
            }
            float value = sum_f32((f32x8)total);
            if (groups % 8) { // never in types with minimums, whose blocks are eight groups
                value += dot_integers(decode, PLAIN, row, x, p->token[t], groups / 8 * 8);
            }
            store_tile(p, t, r, 1, &value);
        }
    }
}

#define FAST(number, decode, bytes, order) \
    static void fast_##decode(const activations *x, const part *p) { few_eights(eight_##decode, bytes, decode, x, p); }
EACH_FAST_TYPE(FAST)
#undef FAST

// What is left of a type in a panel: the offset of its codes is taken off when that is filled.
enum { TRAITS_q4_0 = PLAIN, TRAITS_q4_k = MINIMUMS, TRAITS_q6_k = HALVES, TRAITS_mxfp4 = PLAIN };

#define PACKED_PATHS(number, name, block_columns, block_bytes, bytes, table) \
    static void many_packed_##name(const activations *x, const part *p) { \
        many_packed(packed_##name, table, TRAITS_##name, x, p); \
    } \
    static void few_packed_##name(const activations *x, const part *p) { few_packed(packed_##name, table, x, p); }
EACH_PACKED_TYPE(PACKED_PATHS)
#undef PACKED_PATHS
#endif

static void multiply(int type, int integers, int many, const activations *x, const part *p) {
    if (!integers) {
        (many ? many_floats : few_floats)(type, x, p);
        return;
    }
#if defined(__AVX2__)
    switch (many ? -1 : type) {
#define CASE(number, decode, bytes, order) \
    case number: fast_##decode(x, p); return;
        EACH_FAST_TYPE(CASE)
#undef CASE
    default: break;
    }
    switch (type - PACKED) {
#define CASE(number, name, block_columns, block_bytes, bytes, table) \
    case number: (many ? many_packed_##name : few_packed_##name)(x, p); return;
        EACH_PACKED_TYPE(CASE)
#undef CASE
    default: break;
    }
#endif
    switch (type) {
#define CASE(number, decode, traits) \
    case number: (many ? many_##decode : few_##decode)(x, p); break;
        EACH_QUANTISED_TYPE(CASE)
#undef CASE
    }
}

// ---- The interface with Java ----------------------------------------------------------------------------------------

// A plan: what nuri_prepare and nuri_multiply do, as 64-bit words at the start of a scratch area. Offsets are in bytes from
// the start of that area; Java lays it out and checks every bound (Plan.java has the same list).
typedef struct {
    int64_t type, integers, columns, tokens;         // activations: tokens rows of columns
    int64_t row_bytes, rows, item_rows, jobs;        // weights: each job a matrix, cut into items of item_rows;
                                                      // of packed weights, bytes are those of eight rows
    int64_t quants, scales, sums, floats;            // offsets of the activations' parts
    int64_t job_list, token_list, to_list;           // offsets: jobs, [int32] rows of activations, [int64] offsets in out
    int64_t x_slice_rows, x_slice_bytes, x_row_bytes; // where Java's activations lie
    int64_t many;                                     // whether the path for many tokens is taken
} plan;

// A matrix and the part of the token and to lists that meets it.
typedef struct {
    int64_t weights, first, count;
} job;

static activations activations_of(const plan *p, uint8_t *scratch) {
    return (activations){(int16_t *)(scratch + p->quants), (float *)(scratch + p->scales), (float *)(scratch + p->sums),
                         (float *)(scratch + p->floats), (int)p->columns};
}

// Brings rows [from, to) of x into the scratch area. Returns whether all are finite.
API int nuri_prepare(const uint8_t *x, uint8_t *scratch, int64_t from, int64_t to) {
    const plan *p = (const plan *)scratch;
    int finite = 1;
    for (int64_t t = from; t < to; t++) {
        const float *row =
            (const float *)(x + t / p->x_slice_rows * p->x_slice_bytes + t % p->x_slice_rows * p->x_row_bytes);
        if (p->integers) {
            int16_t *quants = (int16_t *)(scratch + p->quants) + t * p->columns;
            float *sums = (float *)(scratch + p->sums) + t * (p->columns / 16);
            finite &= quantise_row(row, (int)p->columns, quants,
                                   (float *)(scratch + p->scales) + t * (p->columns / GROUP), sums);
#if defined(__AVX2__)
            if (!p->many && p->type >= PACKED) {
                put_in_planes((int)p->columns, quants);
            } else if (!p->many && order_of((int)p->type) >= 0) {
                put_in_order(order_of((int)p->type), (int)p->columns, quants, sums);
            }
#endif
        } else {
            memcpy((float *)(scratch + p->floats) + t * p->columns, row, 4 * (size_t)p->columns);
        }
    }
    return finite;
}

// Runs items [from, to) of the plan.
API void nuri_multiply(const uint8_t *weights, uint8_t *scratch, uint8_t *out, int64_t from, int64_t to) {
    const plan *p = (const plan *)scratch;
    const job *jobs = (const job *)(scratch + p->job_list);
    activations x = activations_of(p, scratch);
    int64_t items = (p->rows + p->item_rows - 1) / p->item_rows;
    for (int64_t item = from; item < to; item++) {
        const job *j = jobs + item / items;
        int64_t row = item % items * p->item_rows;
        int64_t rows = p->rows - row < p->item_rows ? p->rows - row : p->item_rows;
        int64_t together = p->type >= PACKED ? PACKED_ROWS : 1;
        part now = {weights + j->weights + row / together * p->row_bytes, (size_t)p->row_bytes, (int)rows,
                    (const int32_t *)(scratch + p->token_list) + j->first,
                    (const int64_t *)(scratch + p->to_list) + j->first, (int)j->count, out + 4 * row};
        multiply((int)p->type, (int)p->integers, (int)p->many, &x, &now);
    }
}
