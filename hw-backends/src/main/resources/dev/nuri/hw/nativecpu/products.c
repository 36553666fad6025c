// Products of quantised or float weights with the activations of some tokens.
//
// Activations meet quantised weights as 16-bit integers with one scale for each 32 of them: their products are exact in
// 32-bit sums, and the rounding of an activation is 1/65000 of the greatest in its group. Two paths:
// - a few tokens: each weight row is read once, straight from the file's layout or eight side by side (packed.h);
// - many tokens: 16 rows at a time are decoded into a panel that stays in the cache, its pairs of columns interleaved
//   by row, so that one vector operation serves eight rows, and every token passes over it.
// Float weights, and activations that are not all finite, take the same two paths in floats.
#include "packed.h"
#include "rows.h"

#if defined(__AVX2__)
#include "rows_avx2.h"
#endif

enum { PANEL_ROWS = 16, PANEL_COLUMNS = 1024, FLOAT_PANEL_COLUMNS = 512, TILE = 4 };

// The tokens of a product, as prepare() leaves them: [token][column].
typedef struct {
    const int16_t *quants; // in integer mode
    const float *scales;   // [token][columns / 32]
    const float *sums;     // [token][columns / 16]: scale * sum of quants
    const float *floats;   // in float mode
    int columns;
} activations;

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

// ---- Many tokens: a panel of 16 rows --------------------------------------------------------------------------------

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

// ---- The same two paths in floats -----------------------------------------------------------------------------------

static float dot_floats(const float *a, const float *b, int n) {
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

// panel[column][row]
static void fill_floats(int type, float panel[][PANEL_ROWS], const uint8_t *rows, size_t row_bytes, int present, int from,
                        int columns) {
    float row[FLOAT_PANEL_COLUMNS];
    for (int r = 0; r < PANEL_ROWS; r++) {
        if (r < present) {
            row_floats(type, rows + r * row_bytes, from, columns, row);
        }
        for (int c = 0; c < columns; c++) {
            panel[c][r] = r < present ? row[c] : 0;
        }
    }
}

INLINE void tile_floats(const float panel[][PANEL_ROWS], const activations *x, const int32_t *token, int tokens, int from,
                        int columns, float out[TILE][PANEL_ROWS]) {
    f32x8 total[TILE][2];
    const float *floats[TILE];
    for (int t = 0; t < tokens; t++) {
        floats[t] = x->floats + (size_t)token[t] * x->columns + from;
        total[t][0] = load_f32(out[t]);
        total[t][1] = load_f32(out[t] + 8);
    }
    for (int c = 0; c < columns; c++) {
        f32x8 low = load_f32(panel[c]), high = load_f32(panel[c] + 8);
        for (int t = 0; t < tokens; t++) {
            f32x8 both = all_f32(floats[t][c]);
            total[t][0] += low * both;
            total[t][1] += high * both;
        }
    }
    for (int t = 0; t < tokens; t++) {
        store_f32(out[t], total[t][0]);
        store_f32(out[t] + 8, total[t][1]);
    }
}

// ---- One matrix by some tokens --------------------------------------------------------------------------------------

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

#if defined(__AVX2__)
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

static void many_floats(int type, const activations *x, const part *p) {
    float filled[FLOAT_PANEL_COLUMNS][PANEL_ROWS] __attribute__((aligned(64)));
    for (int r = 0; r < p->count; r += PANEL_ROWS) {
        int rows = p->count - r < PANEL_ROWS ? p->count - r : PANEL_ROWS;
        for (int from = 0; from < x->columns; from += FLOAT_PANEL_COLUMNS) {
            int columns = x->columns - from < FLOAT_PANEL_COLUMNS ? x->columns - from : FLOAT_PANEL_COLUMNS;
            fill_floats(type, filled, p->rows + r * p->row_bytes, p->row_bytes, rows, from, columns);
#define RUN(n, i) tile_floats(filled, x, p->token + t + (i), n, from, columns, out + (i))
            OVER_TOKENS(RUN)
#undef RUN
        }
    }
}

static void few_floats(int type, const activations *x, const part *p) {
    float row[FLOAT_PANEL_COLUMNS];
    for (int r = 0; r < p->count; r++) {
        for (int from = 0; from < x->columns; from += FLOAT_PANEL_COLUMNS) {
            int columns = x->columns - from < FLOAT_PANEL_COLUMNS ? x->columns - from : FLOAT_PANEL_COLUMNS;
            row_floats(type, p->rows + r * p->row_bytes, from, columns, row);
            for (int t = 0; t < p->tokens; t++) {
                float value[PANEL_ROWS];
                load_tile(p, t, r, 1, from > 0, value);
                value[0] += dot_floats(row, x->floats + (size_t)p->token[t] * x->columns + from, columns);
                store_tile(p, t, r, 1, value);
            }
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
