// Products where tokens are many: 16 rows at a time are decoded into a panel that stays in the cache, over which every token
// passes. Also what all products share: the tokens, and where their results go.
#ifndef NURI_PANEL_H
#define NURI_PANEL_H

#include "blocks.h"

enum { PANEL_ROWS = 16, PANEL_COLUMNS = 1024, TILE = 4 };

// The tokens of a product, as prepare() leaves them: [token][column].
typedef struct {
    const int16_t *quants; // in integer mode
    const float *scales;   // [token][columns / 32]
    const float *sums;     // [token][columns / 16]: scale * sum of quants
    const float *floats;   // in float mode
    int columns;
} activations;

// Rows [0, rows) of a matrix, the tokens that meet it, and where their products go.
typedef struct {
    const uint8_t *rows;
    size_t row_bytes;     // of eight rows if they are packed
    int count;            // rows
    const int32_t *token; // [tokens] rows of the activations
    const int64_t *to;    // [tokens] byte offsets in out
    int tokens;
    uint8_t *out;
} part;

static void store_tile(const part *p, int t, int r, int rows, const float *values) {
    memcpy(p->out + p->to[t] + 4 * (size_t)r, values, 4 * (size_t)rows);
}

static void load_tile(const part *p, int t, int r, int rows, int again, float *values) {
    memset(values, 0, 4 * PANEL_ROWS);
    if (again) {
        memcpy(values, p->out + p->to[t] + 4 * (size_t)r, 4 * (size_t)rows);
    }
}

typedef struct {
    // [pair of columns][row]: two neighbours of a row as the halves of a word.
    int32_t pairs[PANEL_COLUMNS / 2][PANEL_ROWS] __attribute__((aligned(64)));
    // [half group][row]; the even ones serve the whole group where halves do not differ.
    float scales[PANEL_COLUMNS / 16][PANEL_ROWS] __attribute__((aligned(64)));
    float minimums[PANEL_COLUMNS / 16][PANEL_ROWS] __attribute__((aligned(64)));
} panel;

// Eight rows of eight words become eight columns; out is `stride` words apart.
INLINE void transpose(const i32x8 in[8], int32_t *out, int stride) {
    i32x8 s[8], t[8];
    for (int i = 0; i < 8; i += 2) {
        s[i] = SHUFFLE(in[i], in[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        s[i + 1] = SHUFFLE(in[i], in[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (int i = 0; i < 8; i += 4) {
        for (int j = 0; j < 2; j++) {
            t[i + 2 * j] = SHUFFLE(s[i + j], s[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
            t[i + 2 * j + 1] = SHUFFLE(s[i + j], s[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
        }
    }
    for (int i = 0; i < 4; i++) {
        store_i32(out + i * stride, SHUFFLE(t[i], t[i + 4], 0, 1, 2, 3, 8, 9, 10, 11));
        store_i32(out + (i + 4) * stride, SHUFFLE(t[i], t[i + 4], 4, 5, 6, 7, 12, 13, 14, 15));
    }
}

// Decodes group `g` of 8 rows, of which `present` are there, into columns [at, at + 32) of the panel's rows from `r`.
INLINE void fill_eight(decoder decode, int traits, panel *p, int r, const uint8_t *rows, size_t row_bytes, int present,
                       int g, int at) {
    i32x8 a[8], b[8];
    for (int i = 0; i < 8; i++) {
        group w = {0};
        if (i < present) {
            w = decode(rows + i * row_bytes, g);
        }
        a[i] = (i32x8)w.a;
        b[i] = (i32x8)w.b;
        p->scales[at / 16][r + i] = w.scale_a;
        if (traits & HALVES) {
            p->scales[at / 16 + 1][r + i] = w.scale_b;
        }
        if (traits & MINIMUMS) {
            p->minimums[at / 16][r + i] = w.minimum_a;
        }
        if ((traits & MINIMUMS) && (traits & HALVES)) {
            p->minimums[at / 16 + 1][r + i] = w.minimum_b;
        }
    }
    transpose(a, &p->pairs[at / 2][r], PANEL_ROWS);
    transpose(b, &p->pairs[at / 2 + 8][r], PANEL_ROWS);
}

INLINE void fill(decoder decode, int traits, panel *p, const uint8_t *rows, size_t row_bytes, int present, int from,
                 int columns) {
    for (int r = 0; r < PANEL_ROWS; r += 8) {
        int here = present - r < 0 ? 0 : present - r > 8 ? 8 : present - r;
        for (int c = 0; c < columns; c += GROUP) {
            fill_eight(decode, traits, p, r, rows + r * row_bytes, row_bytes, here, (from + c) / GROUP, c);
        }
    }
}

// Adds `pairs` pairs of columns, from pair `first` on, of `tokens` tokens to their sums.
INLINE void add_columns(const panel *p, int first, int pairs, const int16_t *const x[TILE], int tokens,
                        i32x8 sums[TILE][2]) {
    for (int c = first; c < first + pairs; c++) {
        i16x16 low = load_i16(p->pairs[c]);
        i16x16 high = load_i16(p->pairs[c] + 8);
        for (int t = 0; t < tokens; t++) {
            int32_t pair;
            memcpy(&pair, x[t] + 2 * c, 4);
            i16x16 both = (i16x16)all_i32(pair);
            sums[t][0] = add_pairs(sums[t][0], low, both);
            sums[t][1] = add_pairs(sums[t][1], high, both);
        }
    }
}

// The panel's columns [from, from + columns) of the row by `tokens` tokens; out[t] gets or gains 16 floats.
INLINE void tile(int traits, const panel *p, const activations *x, const int32_t *token, int tokens, int from, int columns,
                 float out[TILE][PANEL_ROWS]) {
    const int16_t *quants[TILE];
    const float *scales[TILE], *minimums[TILE];
    f32x8 total[TILE][2];
    for (int t = 0; t < tokens; t++) {
        size_t row = (size_t)token[t];
        quants[t] = x->quants + row * x->columns + from;
        scales[t] = x->scales + row * (x->columns / GROUP) + from / GROUP;
        minimums[t] = x->sums + row * (x->columns / 16) + from / 16;
        total[t][0] = load_f32(out[t]);
        total[t][1] = load_f32(out[t] + 8);
    }
    int step = traits & HALVES ? 16 : GROUP;
    for (int c = 0; c < columns; c += step) {
        i32x8 sums[TILE][2];
        for (int t = 0; t < tokens; t++) {
            sums[t][0] = sums[t][1] = all_i32(0);
        }
        if (traits & HALVES) {
            add_columns(p, c / 2, 8, quants, tokens, sums);
        } else {
            add_columns(p, c / 2, 16, quants, tokens, sums);
        }
        for (int h = 0; h < 2; h++) {
            f32x8 scale = load_f32(p->scales[c / 16] + 8 * h);
            for (int t = 0; t < tokens; t++) {
                total[t][h] += to_f32(sums[t][h]) * (scale * all_f32(scales[t][c / GROUP]));
            }
            if (traits & MINIMUMS) {
                f32x8 minimum = load_f32(p->minimums[c / 16] + 8 * h);
                for (int t = 0; t < tokens; t++) {
                    float sum = minimums[t][c / 16] + (traits & HALVES ? 0 : minimums[t][c / 16 + 1]);
                    total[t][h] += minimum * all_f32(sum);
                }
            }
        }
    }
    for (int t = 0; t < tokens; t++) {
        store_f32(out[t], total[t][0]);
        store_f32(out[t] + 8, total[t][1]);
    }
}

// Runs f with its count of tokens as a constant, so that its loops over tokens unroll.
#define BY_TOKENS(tokens, f) \
    if (tokens == TILE) { \
        f(TILE, 0); \
    } else { \
        for (int i = 0; i < tokens; i++) { \
            f(1, i); \
        } \
    }

// Every token over a filled panel.
#define OVER_TOKENS(run) \
    for (int t = 0; t < p->tokens; t += TILE) { \
        int now = p->tokens - t < TILE ? p->tokens - t : TILE; \
        float out[TILE][PANEL_ROWS]; \
        for (int i = 0; i < now; i++) { \
            load_tile(p, t + i, r, rows, from > 0, out[i]); \
        } \
        BY_TOKENS(now, run) \
        for (int i = 0; i < now; i++) { \
            store_tile(p, t + i, r, rows, out[i]); \
        } \
    }

#endif
