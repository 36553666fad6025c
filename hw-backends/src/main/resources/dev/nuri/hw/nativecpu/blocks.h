// What quantised bytes mean, in groups of 32 elements of a row: element = scale * quant + minimum. The first 16 elements
// of a group (a) and the others (b) may have their own scale and minimum. A row is a whole number of blocks.
#ifndef NURI_BLOCKS_H
#define NURI_BLOCKS_H

#include "simd.h"

enum { GROUP = 32 };

typedef struct {
    i16x16 a, b;
    float scale_a, scale_b;
    float minimum_a, minimum_b;
} group;

// Decodes group `g` of a row.
typedef group (*decoder)(const uint8_t *row, int g);

// Whether a and b have scales of their own, and whether there are minimums.
enum { PLAIN = 0, HALVES = 1, MINIMUMS = 2 };

INLINE group same(i16x16 a, i16x16 b, float scale, float minimum) {
    return (group){a, b, scale, scale, minimum, minimum};
}

INLINE group q8_0(const uint8_t *row, int g) {
    const uint8_t *p = row + (size_t)g * 34;
    return same(widen_i8((i8x16)load_u8(p + 2)), widen_i8((i8x16)load_u8(p + 18)), half_at(p), 0);
}

INLINE group q4_0(const uint8_t *row, int g) {
    const uint8_t *p = row + (size_t)g * 18;
    u8x16 v = load_u8(p + 2);
    return same(widen_i8((i8x16)(v & 15) - 8), widen_i8((i8x16)(bits_of(v, 4, 15)) - 8), half_at(p), 0);
}

INLINE group q4_1(const uint8_t *row, int g) {
    const uint8_t *p = row + (size_t)g * 20;
    u8x16 v = load_u8(p + 4);
    return same(widen_u8(v & 15), widen_u8(bits_of(v, 4, 15)), half_at(p), half_at(p + 2));
}

// Bit i of a word as 0 or 16 in lane i.
INLINE i16x16 fifth_bits(int16_t word) {
    const i16x16 bit = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, -32768};
    return ((all_i16(word) & bit) != 0) & 16;
}

INLINE group five_bits(const uint8_t *p, float scale, float minimum, int16_t centre) {
    int16_t high[2];
    memcpy(high, p, 4);
    u8x16 v = load_u8(p + 4);
    return same((widen_u8(v & 15) | fifth_bits(high[0])) - centre, (widen_u8(bits_of(v, 4, 15)) | fifth_bits(high[1])) - centre,
                scale, minimum);
}

INLINE group q5_0(const uint8_t *row, int g) {
    const uint8_t *p = row + (size_t)g * 22;
    return five_bits(p + 2, half_at(p), 0, 16);
}

INLINE group q5_1(const uint8_t *row, int g) {
    const uint8_t *p = row + (size_t)g * 24;
    return five_bits(p + 4, half_at(p), half_at(p + 2), 0);
}

// Twice the values of E2M1, so that they are whole; the scale is halved for it.
INLINE i16x16 e2m1(u8x16 nibbles) {
    static const int8_t doubled[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
#if defined(__AVX2__)
    return (i16x16)_mm256_cvtepi8_epi16(_mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)doubled), (__m128i)nibbles));
#elif defined(__ARM_NEON) && defined(__aarch64__)
    return widen_i8((i8x16)vqtbl1q_s8(vld1q_s8(doubled), (uint8x16_t)nibbles));
#else
    i16x16 v;
    for (int i = 0; i < 16; i++) {
        v[i] = doubled[nibbles[i]];
    }
    return v;
#endif
}

// 2^(e - 128): as bits where that is a normal number.
INLINE float mxfp4_scale(int e) {
    uint32_t bits = e > 1 ? (uint32_t)(e - 1) << 23 : 0x200000u << e;
    float scale;
    memcpy(&scale, &bits, 4);
    return scale;
}

INLINE group mxfp4(const uint8_t *row, int g) {
    const uint8_t *p = row + (size_t)g * 17;
    u8x16 v = load_u8(p + 1);
    return same(e2m1(v & 15), e2m1(bits_of(v, 4, 15)), mxfp4_scale(p[0]), 0);
}

// Scale and minimum j of the twelve bytes that Q4_K and Q5_K share: six bits each, the upper ones of the last four apart.
INLINE float k_scale(const uint8_t *s, int j) {
    return (float)(j < 4 ? s[j] & 63 : (s[j + 4] & 15) | (s[j - 4] >> 6) << 4);
}

INLINE float k_minimum(const uint8_t *s, int j) {
    return (float)(j < 4 ? s[j + 4] & 63 : s[j + 4] >> 4 | (s[j] >> 6) << 4);
}

INLINE group q4_k(const uint8_t *row, int g) {
    const uint8_t *p = row + (size_t)(g / 8) * 144;
    int j = g % 8;
    const uint8_t *q = p + 16 + j / 2 * 32;
    int shift = j % 2 * 4;
    return same(widen_u8(bits_of(load_u8(q), shift, 15)), widen_u8(bits_of(load_u8(q + 16), shift, 15)),
                half_at(p) * k_scale(p + 4, j), -half_at(p + 2) * k_minimum(p + 4, j));
}

INLINE group q5_k(const uint8_t *row, int g) {
    const uint8_t *p = row + (size_t)(g / 8) * 176;
    int j = g % 8;
    const uint8_t *q = p + 48 + j / 2 * 32;
    int shift = j % 2 * 4;
    u8x16 a = (bits_of(load_u8(q), shift, 15)) | bits_up(bits_of(load_u8(p + 16), j, 1), 4);
    u8x16 b = (bits_of(load_u8(q + 16), shift, 15)) | bits_up(bits_of(load_u8(p + 32), j, 1), 4);
    return same(widen_u8(a), widen_u8(b), half_at(p) * k_scale(p + 4, j), -half_at(p + 2) * k_minimum(p + 4, j));
}

INLINE group q6_k(const uint8_t *row, int g) {
    const uint8_t *p = row + (size_t)(g / 8) * 210;
    int j = g % 8, quarter = j % 4;
    const uint8_t *low = p + j / 4 * 64 + quarter % 2 * 32;
    const uint8_t *high = p + 128 + j / 4 * 32;
    int shift = quarter / 2 * 4, shift2 = quarter * 2;
    u8x16 a = (bits_of(load_u8(low), shift, 15)) | bits_up(bits_of(load_u8(high), shift2, 3), 4);
    u8x16 b = (bits_of(load_u8(low + 16), shift, 15)) | bits_up(bits_of(load_u8(high + 16), shift2, 3), 4);
    float scale = half_at(p + 208);
    const int8_t *scales = (const int8_t *)p + 192 + 2 * j;
    return (group){widen_i8((i8x16)a - 32), widen_i8((i8x16)b - 32), scale * scales[0], scale * scales[1], 0, 0};
}

INLINE int q3_k_scale(const uint8_t *s, int j) {
    return (s[j % 8] >> (j / 8 * 4) & 15) | (s[8 + j % 4] >> (j / 4 * 2) & 3) << 4;
}

INLINE group q3_k(const uint8_t *row, int g) {
    const uint8_t *p = row + (size_t)(g / 8) * 110;
    int j = g % 8;
    const uint8_t *low = p + 32 + j / 4 * 32;
    int shift = j % 4 * 2;
    u8x16 a = (bits_of(load_u8(low), shift, 3)) | bits_up(bits_of(load_u8(p), j, 1), 2);
    u8x16 b = (bits_of(load_u8(low + 16), shift, 3)) | bits_up(bits_of(load_u8(p + 16), j, 1), 2);
    float scale = half_at(p + 108);
    return (group){widen_i8((i8x16)a - 4), widen_i8((i8x16)b - 4), scale * (float)(q3_k_scale(p + 96, 2 * j) - 32),
                   scale * (float)(q3_k_scale(p + 96, 2 * j + 1) - 32), 0, 0};
}

INLINE group q2_k(const uint8_t *row, int g) {
    const uint8_t *p = row + (size_t)(g / 8) * 84;
    int j = g % 8;
    const uint8_t *q = p + 16 + j / 4 * 32;
    int shift = j % 4 * 2;
    float scale = half_at(p + 80), minimum = -half_at(p + 82);
    uint8_t s = p[2 * j], t = p[2 * j + 1];
    return (group){widen_u8(bits_of(load_u8(q), shift, 3)), widen_u8(bits_of(load_u8(q + 16), shift, 3)), scale * (float)(s & 15),
                   scale * (float)(t & 15), minimum * (float)(s >> 4), minimum * (float)(t >> 4)};
}

// Every quantised type: its number in the interface with Java, its decoder, and what its groups have.
#define EACH_QUANTISED_TYPE(X) \
    X(0, q8_0, PLAIN) \
    X(1, q4_0, PLAIN) \
    X(2, q4_1, MINIMUMS) \
    X(3, q5_0, PLAIN) \
    X(4, q5_1, MINIMUMS) \
    X(5, q2_k, HALVES | MINIMUMS) \
    X(6, q3_k, HALVES) \
    X(7, q4_k, MINIMUMS) \
    X(8, q5_k, MINIMUMS) \
    X(9, q6_k, HALVES) \
    X(10, mxfp4, PLAIN)

enum { TYPE_F32 = 11, TYPE_F16 = 12, TYPE_BF16 = 13 };

#endif
