// Products in floats: of float weights, and of any with activations that are not all finite.
#ifndef NURI_FLOATS_H
#define NURI_FLOATS_H

#include "panel.h"
#include "rows.h"

enum { FLOAT_PANEL_COLUMNS = 512 };

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

#endif
