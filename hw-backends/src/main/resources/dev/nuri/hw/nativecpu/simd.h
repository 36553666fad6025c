// Vectors of 256 bits, written once: the compiler splits or joins them as the processor needs. The one operation that
// portable C cannot name well is the product of 16-bit pairs; it has a form for each instruction set.
#ifndef NURI_SIMD_H
#define NURI_SIMD_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__AVX2__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#define API __attribute__((visibility("default")))
#define INLINE static inline __attribute__((always_inline))

typedef uint8_t u8x16 __attribute__((vector_size(16)));
typedef uint16_t u16x8 __attribute__((vector_size(16)));
typedef int8_t i8x16 __attribute__((vector_size(16)));
typedef int16_t i16x8 __attribute__((vector_size(16)));
typedef int16_t i16x16 __attribute__((vector_size(32)));
typedef int32_t i32x8 __attribute__((vector_size(32)));
typedef float f32x8 __attribute__((vector_size(32)));

#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

INLINE u8x16 load_u8(const void *p) { u8x16 v; memcpy(&v, p, sizeof v); return v; }
INLINE i16x16 load_i16(const void *p) { i16x16 v; memcpy(&v, p, sizeof v); return v; }
INLINE i32x8 load_i32(const void *p) { i32x8 v; memcpy(&v, p, sizeof v); return v; }
INLINE f32x8 load_f32(const void *p) { f32x8 v; memcpy(&v, p, sizeof v); return v; }
INLINE void store_i32(void *p, i32x8 v) { memcpy(p, &v, sizeof v); }
INLINE void store_f32(void *p, f32x8 v) { memcpy(p, &v, sizeof v); }

INLINE i16x16 widen_u8(u8x16 v) { return __builtin_convertvector(v, i16x16); }
INLINE i16x16 widen_i8(i8x16 v) { return __builtin_convertvector(v, i16x16); }
INLINE f32x8 to_f32(i32x8 v) { return __builtin_convertvector(v, f32x8); }
INLINE f32x8 all_f32(float x) { return (f32x8){x, x, x, x, x, x, x, x}; }
INLINE i32x8 all_i32(int32_t x) { return (i32x8){x, x, x, x, x, x, x, x}; }
INLINE i16x16 all_i16(int16_t x) { return (i16x16){x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x}; }

// Bits n and up of each byte moved down to bit 0, cut to mask; processors shift 16 bits at a time.
INLINE u8x16 bits_of(u8x16 v, int n, uint8_t mask) {
    return (u8x16)((u16x8)v >> n) & mask;
}

// The lowest bits of each byte, cut to mask, moved up by n.
INLINE u8x16 bits_up(u8x16 v, int n) {
    return (u8x16)((u16x8)v << n);
}

// sum[i] + a[2i] b[2i] + a[2i+1] b[2i+1]
INLINE i32x8 add_pairs(i32x8 sum, i16x16 a, i16x16 b) {
#if defined(__AVX512VNNI__) && defined(__AVX512VL__)
    return (i32x8)_mm256_dpwssd_epi32((__m256i)sum, (__m256i)a, (__m256i)b);
#elif defined(__AVXVNNI__)
    return (i32x8)_mm256_dpwssd_avx_epi32((__m256i)sum, (__m256i)a, (__m256i)b);
#elif defined(__AVX2__)
    return sum + (i32x8)_mm256_madd_epi16((__m256i)a, (__m256i)b);
#elif defined(__ARM_NEON) && defined(__aarch64__)
    int16x8_t x[2], y[2];
    memcpy(x, &a, sizeof a);
    memcpy(y, &b, sizeof b);
    int32x4_t s[2];
    for (int h = 0; h < 2; h++) {
        s[h] = vpaddq_s32(vmull_s16(vget_low_s16(x[h]), vget_low_s16(y[h])), vmull_high_s16(x[h], y[h]));
    }
    i32x8 pairs;
    memcpy(&pairs, s, sizeof pairs);
    return sum + pairs;
#else
    i32x8 x = (i32x8)a, y = (i32x8)b;
    return sum + (x << 16 >> 16) * (y << 16 >> 16) + (x >> 16) * (y >> 16);
#endif
}

INLINE float sum_f32(f32x8 v) {
    return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

// A half-precision number at any address.
INLINE float half_at(const void *p) {
    uint16_t h;
    memcpy(&h, p, 2);
#if defined(__F16C__)
    return _cvtsh_ss(h);
#elif defined(__ARM_NEON) && defined(__aarch64__)
    __fp16 f;
    memcpy(&f, &h, 2);
    return f;
#else
    // Moving exponent and fraction into place and scaling by 2^112 is exact, subnormals included.
    uint32_t bits = (uint32_t)(h & 0x7fff) << 13;
    float f;
    memcpy(&f, &bits, 4);
    f *= 0x1p112f;
    memcpy(&bits, &f, 4);
    if ((h & 0x7c00) == 0x7c00) {
        bits |= 0x7f800000;
    }
    bits |= (uint32_t)(h & 0x8000) << 16;
    memcpy(&f, &bits, 4);
    return f;
#endif
}

// Eight half-precision numbers at any address.
INLINE f32x8 load_halves(const void *p) {
#if defined(__F16C__) && defined(__AVX__)
    return (f32x8)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p));
#else
    f32x8 v;
    for (int i = 0; i < 8; i++) {
        v[i] = half_at((const uint8_t *)p + 2 * i);
    }
    return v;
#endif
}

INLINE f32x8 choose(i32x8 mask, f32x8 yes, f32x8 no) {
    return (f32x8)((mask & (i32x8)yes) | (~mask & (i32x8)no));
}

// e^x to two roundings: 2^n times a polynomial of the rest in [-ln 2 / 2, ln 2 / 2]. A NaN stays one.
INLINE f32x8 exp_f32(f32x8 x) {
    f32x8 bounded = choose(x < all_f32(-87.3f), all_f32(-87.3f), x);
    bounded = choose(bounded > all_f32(88.7f), all_f32(88.7f), bounded);
    f32x8 turns = bounded * 1.44269504f + 12582912.0f; // adding 1.5 * 2^23 rounds to a whole number
    f32x8 n = turns - 12582912.0f;
    f32x8 r = bounded - n * 0.693359375f + n * 2.12194440e-4f;
    f32x8 p = all_f32(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 0.5f;
    p = p * r * r + r + 1.0f;
    f32x8 y = (f32x8)((i32x8)p + (__builtin_convertvector(n, i32x8) << 23));
    y = choose(x < all_f32(-87.3f), all_f32(0), y);
    y = choose(x > all_f32(88.7f), all_f32(INFINITY), y);
    return choose(x == x, y, x);
}

INLINE float bfloat_at(const void *p) {
    uint16_t h;
    memcpy(&h, p, 2);
    uint32_t bits = (uint32_t)h << 16;
    float f;
    memcpy(&f, &bits, 4);
    return f;
}

#endif
