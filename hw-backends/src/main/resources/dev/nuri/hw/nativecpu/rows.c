// Functions of single elements and whole rows: what lies between products and attention.
#include "rows.h"

INLINE void decode_floats(decoder decode, const uint8_t *row, int from, int columns, float *out) {
    for (int c = 0; c < columns; c += GROUP) {
        group w = decode(row, (from + c) / GROUP);
        for (int i = 0; i < 16; i++) {
            out[c + i] = w.scale_a * (float)w.a[i] + w.minimum_a;
            out[c + 16 + i] = w.scale_b * (float)w.b[i] + w.minimum_b;
        }
    }
}

// Columns [from, from + columns) of a row of any type as floats; both multiples of the type's block.
void row_floats(int type, const uint8_t *row, int from, int columns, float *out) {
    switch (type) {
#define CASE(number, decode, traits) \
    case number: decode_floats(decode, row, from, columns, out); break;
        EACH_QUANTISED_TYPE(CASE)
#undef CASE
    case TYPE_F16: {
        int c = 0;
        for (; c + 8 <= columns; c += 8) {
            store_f32(out + c, load_halves(row + 2 * (size_t)(from + c)));
        }
        for (; c < columns; c++) {
            out[c] = half_at(row + 2 * (size_t)(from + c));
        }
        break;
    }
    case TYPE_BF16:
        for (int c = 0; c < columns; c++) {
            out[c] = bfloat_at(row + 2 * (size_t)(from + c));
        }
        break;
    default: memcpy(out, row + 4 * (size_t)from, 4 * (size_t)columns);
    }
}

// ---- Rows of floats to any type that keys and values are stored in --------------------------------------------------

static uint16_t half_of(float x) {
#if defined(__F16C__)
    return (uint16_t)_cvtss_sh(x, _MM_FROUND_TO_NEAREST_INT);
#elif defined(__ARM_NEON) && defined(__aarch64__)
    __fp16 h = (__fp16)x;
    uint16_t bits;
    memcpy(&bits, &h, 2);
    return bits;
#else
    uint32_t bits;
    memcpy(&bits, &x, 4);
    uint32_t sign = bits >> 16 & 0x8000, size = bits & 0x7fffffff;
    if (size > 0x7f800000) {
        return (uint16_t)(sign | 0x7e00); // NaN
    }
    if (size >= 0x477ff000) {
        return (uint16_t)(sign | 0x7c00); // rounds to infinity
    }
    if (size < 0x38800000) {
        float magnitude;
        memcpy(&magnitude, &size, 4);
        return (uint16_t)(sign | (uint32_t)lrintf(magnitude * 0x1p24f)); // subnormal
    }
    return (uint16_t)(sign | (size - 0x38000000 + 0xfff + (size >> 13 & 1)) >> 13);
#endif
}

static uint16_t bfloat_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, 4);
    return x != x ? (uint16_t)(bits >> 16 | 0x40) : (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static void encode_q8_0(uint8_t *to, const float *x, int columns) {
    for (int c = 0; c < columns; c += 32, to += 34) {
        float most = 0;
        for (int i = 0; i < 32; i++) {
            most = fabsf(x[c + i]) > most ? fabsf(x[c + i]) : most;
        }
        float step = most / 127, inverse = step == 0 ? 0 : 1 / step;
        uint16_t half = half_of(step);
        memcpy(to, &half, 2);
        for (int i = 0; i < 32; i++) {
            float steps = x[c + i] * inverse;
            to[2 + i] = (uint8_t)(int8_t)(steps < 0 ? steps - 0.5f : steps + 0.5f);
        }
    }
}

enum { TYPE_Q8_0 = 0 };

static void encode(int type, uint8_t *to, const float *x, int columns) {
    switch (type) {
    case TYPE_F32: memcpy(to, x, 4 * (size_t)columns); break;
    case TYPE_Q8_0: encode_q8_0(to, x, columns); break;
    default:
        for (int c = 0; c < columns; c++) {
            uint16_t v = type == TYPE_F16 ? half_of(x[c]) : bfloat_of(x[c]);
            memcpy(to + 2 * c, &v, 2);
        }
    }
}

// ---- Each op on one row ---------------------------------------------------------------------------------------------

static void rms_norm(const float *x, const float *weight, float epsilon, float *out, int n) {
    double squares = 0;
    for (int i = 0; i < n; i += 256) {
        f32x8 sum = all_f32(0);
        int c = i, end = n < i + 256 ? n : i + 256;
        for (; c + 8 <= end; c += 8) {
            sum += load_f32(x + c) * load_f32(x + c);
        }
        squares += sum_f32(sum);
        for (; c < end; c++) {
            squares += (double)x[c] * x[c];
        }
    }
    float factor = (float)(1 / sqrt(squares / n + epsilon));
    for (int i = 0; i < n; i++) {
        out[i] = x[i] * factor * (weight ? weight[i] : 1);
    }
}

INLINE f32x8 logistic(f32x8 x) {
    return 1 / (1 + exp_f32(-x));
}

enum { SILU, GELU, SIGMOID, CLAMPED_SWIGLU };

INLINE f32x8 gated(int activation, f32x8 g, f32x8 u) {
    if (activation == SILU) {
        return g * logistic(g) * u;
    }
    if (activation == SIGMOID) {
        return logistic(g) * u;
    }
    if (activation == GELU) { // 0.5 (1 + tanh y) is the logistic function of 2 y
        return g * logistic(1.5957691216f * (g + 0.044715f * g * g * g)) * u;
    }
    f32x8 low = choose(g > all_f32(7), all_f32(7), g);
    f32x8 up = choose(u > all_f32(7), all_f32(7), u);
    up = choose(up < all_f32(-7), all_f32(-7), up);
    return low * logistic(1.702f * low) * (up + 1);
}

// The next `count` elements, at most 8: a constant nearly everywhere, so that no copy is called.
INLINE void gate_some(int activation, const float *g, int one, const float *u, float *out, int count) {
    f32x8 a = all_f32(one ? g[0] : 0), b = all_f32(0);
    memcpy(&b, u, 4 * (size_t)count);
    if (!one) {
        memcpy(&a, g, 4 * (size_t)count);
    }
    f32x8 y = gated(activation, a, b);
    memcpy(out, &y, 4 * (size_t)count);
}

INLINE void gate_row(int activation, const float *g, int one, const float *u, float *out, int n) {
    int i = 0;
    for (; i + 8 <= n; i += 8) {
        gate_some(activation, one ? g : g + i, one, u + i, out + i, 8);
    }
    if (i < n) {
        gate_some(activation, one ? g : g + i, one, u + i, out + i, n - i);
    }
}

static void gate(int activation, const float *g, int one, const float *u, float *out, int n) {
    switch (activation) {
    case SILU: gate_row(SILU, g, one, u, out, n); break;
    case GELU: gate_row(GELU, g, one, u, out, n); break;
    case SIGMOID: gate_row(SIGMOID, g, one, u, out, n); break;
    default: gate_row(CLAMPED_SWIGLU, g, one, u, out, n);
    }
}

// ---- The interface with Java ----------------------------------------------------------------------------------------

enum { RMS_NORM, GATE, ADD, SCALE, STORE, FETCH, EXPERT_SUM, ROPE };

// Rows.java has the same list. Rows are counted over all slices of out.
typedef struct {
    int64_t op, columns, rows;
    view a, b, out;
    int64_t extra[4]; // what the op needs beside: a factor's bits, a type, a count
    int64_t list;     // offset in the scratch area of ids (int32), one a row, or of frequencies (double)
} plan;

static float real(int64_t bits) {
    float x;
    memcpy(&x, &bits, 4);
    return x;
}

// One token of [heads][columns]: extra is dimensions, halves, heads, magnitude; b the positions.
static void rope(const plan *p, const uint8_t *x, const uint8_t *positions, uint8_t *out, const double *frequencies,
                 int64_t token) {
    int dimensions = (int)p->extra[0], halves = (int)p->extra[1], heads = (int)p->extra[2];
    int position = ((const int32_t *)at(positions, &p->b, 0, 0))[token];
    for (int pair = 0; pair < dimensions / 2; pair++) {
        int first = halves ? pair : 2 * pair, second = halves ? pair + dimensions / 2 : 2 * pair + 1;
        double angle = position * frequencies[pair];
        float c = (float)(cos(angle) * real(p->extra[3])), s = (float)(sin(angle) * real(p->extra[3]));
        for (int h = 0; h < heads; h++) {
            const float *from = (const float *)at(x, &p->a, token, h);
            float *to = (float *)at(out, &p->out, token, h);
            float u = from[first], v = from[second];
            to[first] = u * c - v * s;
            to[second] = u * s + v * c;
        }
    }
    for (int h = 0; h < heads; h++) {
        memmove((float *)at(out, &p->out, token, h) + dimensions, (const float *)at(x, &p->a, token, h) + dimensions,
                4 * (size_t)(p->columns - dimensions));
    }
}

// Runs rows [from, to); for ROPE, tokens.
API void nuri_rows(const uint8_t *a, const uint8_t *b, uint8_t *out, const uint8_t *scratch, int64_t from, int64_t to) {
    const plan *p = (const plan *)scratch;
    const int32_t *ids = (const int32_t *)(scratch + p->list);
    int n = (int)p->columns;
    for (int64_t i = from; i < to; i++) {
        int64_t slice = i / p->rows, row = i % p->rows;
        const float *x = (const float *)at(a, &p->a, slice, row), *y = (const float *)at(b, &p->b, slice, row);
        float *z = (float *)at(out, &p->out, slice, row);
        switch (p->op) {
        case RMS_NORM: rms_norm(x, p->extra[0] ? y : NULL, real(p->extra[1]), z, n); break;
        case GATE: gate((int)p->extra[0], x, (int)p->extra[1], y, z, n); break;
        case ADD:
            for (int c = 0; c < n; c++) {
                z[c] = x[c] + y[c];
            }
            break;
        case SCALE:
            for (int c = 0; c < n; c++) {
                z[c] = x[c] * real(p->extra[0]);
            }
            break;
        case STORE: // row by row of [tokens][heads]; the token's slot is its slice in out
            encode((int)p->extra[0], at(out, &p->out, p->extra[1] ? ids[slice] : slice, row), x, n);
            break;
        case FETCH: row_floats((int)p->extra[0], at(a, &p->a, 0, ids[i]), 0, n, z); break;
        case EXPERT_SUM: // x is [extra] rows of this token, y their weights
            memset(z, 0, 4 * (size_t)n);
            for (int k = 0; k < p->extra[0]; k++) {
                const float *each = (const float *)at(a, &p->a, i, k);
                float weight = ((const float *)at(b, &p->b, 0, i))[k];
                for (int c = 0; c < n; c++) {
                    z[c] += weight * each[c];
                }
            }
            break;
        default: rope(p, a, b, out, (const double *)(scratch + p->list), i);
        }
    }
}
