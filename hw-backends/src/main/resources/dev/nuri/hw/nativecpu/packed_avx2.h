// Products with packed rows, on AVX2: of a few tokens, and the panel of many.
#ifndef NURI_PACKED_AVX2_H
#define NURI_PACKED_AVX2_H

#include "packed.h"
#include "panel.h"
#include "rows_avx2.h"

// Decodes a group of eight packed rows into columns [c, c + 32) of the panel's rows from `r`.
INLINE void fill_packed(packed_group group_at, int table, int traits, panel *p, int r, const uint8_t *rows, int g, int c) {
    const __m256i even = _mm256_set1_epi32(0xff), odd = _mm256_set1_epi32(0xff0000);
    const __m256i offset = _mm256_set1_epi16(traits & MINIMUMS ? 0 : table == E2M1 ? 12 : table == SIX ? 32 : 8);
    eight_rows w = group_at(rows, g);
    store_f32(p->scales[c / 16] + r, (f32x8)w.scale);
    if (traits & HALVES) {
        store_f32(p->scales[c / 16 + 1] + r, (f32x8)w.scale_b);
    }
    if (traits & MINIMUMS) {
        store_f32(p->minimums[c / 16] + r, (f32x8)w.minimum);
    }
    for (int h = 0; h < 2; h++) {
        for (int v = 0; v < 4; v++) {
            __m256i codes = codes_of(table, w.quants, v, h);
            int32_t(*to)[PANEL_ROWS] = p->pairs + c / 2 + 8 * h + 2 * v;
            for (int i = 0; i < 2; i++) {
                __m256i two = i ? _mm256_srli_epi32(codes, 16) : codes; // columns as the lowest bytes
                __m256i pair = _mm256_or_si256(_mm256_and_si256(two, even),
                                               _mm256_and_si256(_mm256_slli_epi32(two, 8), odd));
                store_i32(to[i] + r, (i32x8)_mm256_sub_epi16(pair, offset));
            }
        }
    }
}

INLINE void many_packed(packed_group group_at, int table, int traits, const activations *x, const part *p) {
    panel filled;
    memset(&filled, 0, sizeof filled); // of its rows, eight may not be there
    for (int r = 0; r < p->count; r += PANEL_ROWS) {
        int rows = p->count - r < PANEL_ROWS ? p->count - r : PANEL_ROWS;
        for (int from = 0; from < x->columns; from += PANEL_COLUMNS) {
            int columns = x->columns - from < PANEL_COLUMNS ? x->columns - from : PANEL_COLUMNS;
            for (int i = 0; i < rows; i += PACKED_ROWS) {
                for (int c = 0; c < columns; c += GROUP) {
                    fill_packed(group_at, table, traits, &filled, i, p->rows + (r + i) / PACKED_ROWS * p->row_bytes,
                                (from + c) / GROUP, c);
                }
            }
#define RUN(n, i) tile(traits, &filled, x, p->token + t + (i), n, from, columns, out + (i))
            OVER_TOKENS(RUN)
#undef RUN
        }
    }
}

INLINE __m256 add_group(int table, __m256 total, const eight_rows *w, const int8_t *x, float scale, const float *sums) {
    __m256 factor = _mm256_set1_ps(scale);
    if (table == SIX) {
        __m256 a = _mm256_cvtepi32_ps(packed_half(table, w->quants, x, 0));
        __m256 b = _mm256_cvtepi32_ps(packed_half(table, w->quants, x, 1));
        __m256 products = _mm256_fmadd_ps(w->scale, a, _mm256_mul_ps(w->scale_b, b));
        total = _mm256_fmadd_ps(factor, products, total);
        total = _mm256_fmadd_ps(w->minimum, _mm256_set1_ps(sums[0]), total);
        return _mm256_fmadd_ps(w->minimum_b, _mm256_set1_ps(sums[1]), total);
    }
    __m256 products = _mm256_cvtepi32_ps(packed_products(table, w->quants, x));
    total = _mm256_fmadd_ps(_mm256_mul_ps(w->scale, factor), products, total);
    return _mm256_fmadd_ps(w->minimum, _mm256_set1_ps(sums[0] + sums[1]), total);
}

INLINE void few_packed(packed_group group_at, int table, const activations *x, const part *p) {
    int groups = x->columns / GROUP;
    prefetch(p->rows - AHEAD, AHEAD); // what is asked for ahead of use begins there
    for (int r = 0; r < p->count; r += PACKED_ROWS) {
        const uint8_t *rows = p->rows + r / PACKED_ROWS * p->row_bytes;
        for (int t = 0; t < p->tokens; t++) {
            size_t token = (size_t)p->token[t];
            const int8_t *bytes = (const int8_t *)(x->quants + token * x->columns);
            const float *scales = x->scales + token * groups, *sums = x->sums + token * groups * 2;
            __m256 total = _mm256_setzero_ps();
            for (int g = 0; g < groups; g++) {
                eight_rows w = group_at(rows, g);
                prefetch(w.quants, table == SIX ? 208 : VECTORS);
                total = add_group(table, total, &w, bytes + 2 * GROUP * g, scales[g], sums + 2 * g);
            }
            store_tile(p, t, r, p->count - r < PACKED_ROWS ? p->count - r : PACKED_ROWS, (const float *)&total);
        }
    }
}

// Of each group first the lower bytes, signed, then the upper ones.
static void put_in_planes(int columns, int16_t *quants) {
    for (int g = 0; g < columns / GROUP; g++) {
        int16_t *x = quants + g * GROUP;
        int8_t bytes[2 * GROUP];
        for (int i = 0; i < GROUP; i++) {
            bytes[i] = (int8_t)x[i];
            bytes[GROUP + i] = (int8_t)((x[i] - bytes[i]) >> 8);
        }
        memcpy(x, bytes, sizeof bytes);
    }
}

#endif
