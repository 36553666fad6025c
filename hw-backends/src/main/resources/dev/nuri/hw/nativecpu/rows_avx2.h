// Rows of the most used types against one token, on AVX2: eight groups of 32 at a time, so that their scales are converted
// together. One row after the other: several at once would read memory in a pattern that the processor does not foresee.
// Splitting bytes into 16-bit lanes leaves elements in another order than the file's; the activations are put in that
// order when they are rounded, once for all rows.
#ifndef NURI_ROWS_AVX2_H
#define NURI_ROWS_AVX2_H

#include "blocks.h"

// How far ahead of use weights are asked for, in bytes.
enum { AHEAD = 2048 };

// Orders of 32 activations, and of 64.
enum {
    NATURAL,
    SPLIT, // the even ones of a group, then the odd ones
    PAIRED // of two groups A and B: A's even ones below 16, B's, A's even ones from 16, B's, and the odd ones alike
};

INLINE void prefetch(const uint8_t *p, int bytes) {
    for (int i = 0; i < bytes; i += 64) {
        __builtin_prefetch(p + AHEAD + i);
    }
}

// Eight half-precision numbers, `stride` bytes apart.
INLINE __m256 halves(const uint8_t *p, int stride) {
    uint16_t h[8];
    for (int i = 0; i < 8; i++) {
        memcpy(&h[i], p + i * stride, 2);
    }
    return _mm256_cvtph_ps(_mm_setr_epi16((short)h[0], (short)h[1], (short)h[2], (short)h[3], (short)h[4], (short)h[5],
                                          (short)h[6], (short)h[7]));
}

INLINE __m256i load_256(const void *p) {
    return _mm256_loadu_si256((const __m256i *)p);
}

// Two runs of 16 bytes.
INLINE __m256i load_two(const void *p, const void *q) {
    return _mm256_inserti128_si256(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)p)),
                                   _mm_loadu_si128((const __m128i *)q), 1);
}


INLINE __m256 add_product(__m256 total, __m256 scale, __m256i sum) {
    return _mm256_fmadd_ps(scale, _mm256_cvtepi32_ps(sum), total);
}

INLINE __m256i madd(__m256i w, const int16_t *x) {
    return _mm256_madd_epi16(w, load_256(x));
}

// Scale 2 k in the lower half, scale 2 k + 1 in the upper.
INLINE __m256 two_scales(__m256 scales, int k) {
    int a = 2 * k, b = 2 * k + 1;
    return _mm256_permutevar8x32_ps(scales, _mm256_setr_epi32(a, a, a, a, b, b, b, b));
}

INLINE __m256 one_scale(__m256 scales, int k) {
    return _mm256_permutevar8x32_ps(scales, _mm256_set1_epi32(k));
}

// Each adds eight groups of a row to a total. quants, scales and sums are the activations' from that group on.

INLINE __m256 eight_q8_0(__m256 total, const uint8_t *p, const int16_t *quants, const float *scales, const float *sums) {
    (void)sums;
    prefetch(p, 272);
    __m256 scale = _mm256_mul_ps(halves(p, 34), _mm256_loadu_ps(scales));
    for (int g = 0; g < 8; g++) {
        const uint8_t *q = p + g * 34 + 2;
        __m256i a = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)q));
        __m256i b = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(q + 16)));
        __m256i sum = _mm256_add_epi32(madd(a, quants + g * 32), madd(b, quants + g * 32 + 16));
        total = add_product(total, one_scale(scale, g), sum);
    }
    return total;
}

INLINE __m256 eight_q4_0(__m256 total, const uint8_t *p, const int16_t *quants, const float *scales, const float *sums) {
    const __m256i low = _mm256_set1_epi16(15);
    prefetch(p, 144);
    __m256 halves_of_rows = halves(p, 18);
    __m256 scale = _mm256_mul_ps(halves_of_rows, _mm256_loadu_ps(scales));
    for (int k = 0; k < 4; k++) {
        const int16_t *x = quants + k * 64;
        __m256i v = load_two(p + k * 36 + 2, p + k * 36 + 20);
        __m256i even = _mm256_add_epi32(madd(_mm256_and_si256(v, low), x),
                                        madd(_mm256_and_si256(_mm256_srli_epi16(v, 4), low), x + 16));
        __m256i odd = _mm256_add_epi32(madd(_mm256_and_si256(_mm256_srli_epi16(v, 8), low), x + 32),
                                       madd(_mm256_srli_epi16(v, 12), x + 48));
        total = add_product(total, two_scales(scale, k), _mm256_add_epi32(even, odd));
    }
    // The quants stand for themselves less 8.
    __m256 eights = _mm256_mul_ps(halves_of_rows, _mm256_set1_ps(-8));
    return _mm256_fmadd_ps(eights, _mm256_loadu_ps(sums), total);
}

INLINE __m256 eight_mxfp4(__m256 total, const uint8_t *p, const int16_t *quants, const float *scales, const float *sums) {
    (void)sums;
    const __m256i low = _mm256_set1_epi8(15);
    const __m256i doubled = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12));
    prefetch(p, 136);
    __m256i e = _mm256_setr_epi32(p[0], p[17], p[34], p[51], p[68], p[85], p[102], p[119]);
    __m256i one = _mm256_set1_epi32(1);
    // 2^(e - 128), as mxfp4_scale has it.
    __m256i normal = _mm256_slli_epi32(_mm256_sub_epi32(e, one), 23);
    __m256i small = _mm256_sllv_epi32(_mm256_set1_epi32(0x200000), e);
    __m256i power = _mm256_blendv_epi8(small, normal, _mm256_cmpgt_epi32(e, one));
    __m256 scale = _mm256_mul_ps(_mm256_castsi256_ps(power), _mm256_loadu_ps(scales));
    for (int k = 0; k < 4; k++) {
        const int16_t *x = quants + k * 64;
        __m256i v = load_two(p + k * 34 + 1, p + k * 34 + 18);
        __m256i a = _mm256_shuffle_epi8(doubled, _mm256_and_si256(v, low));
        __m256i b = _mm256_shuffle_epi8(doubled, _mm256_and_si256(_mm256_srli_epi16(v, 4), low));
        __m256i even = _mm256_add_epi32(madd(_mm256_srai_epi16(_mm256_slli_epi16(a, 8), 8), x),
                                        madd(_mm256_srai_epi16(_mm256_slli_epi16(b, 8), 8), x + 16));
        __m256i odd =
            _mm256_add_epi32(madd(_mm256_srai_epi16(a, 8), x + 32), madd(_mm256_srai_epi16(b, 8), x + 48));
        total = add_product(total, two_scales(scale, k), _mm256_add_epi32(even, odd));
    }
    return total;
}

INLINE __m256 bytes_as_floats(uint32_t low, uint32_t high) {
    return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(_mm_set_epi32(0, 0, (int)high, (int)low)));
}

INLINE __m256 eight_q4_k(__m256 total, const uint8_t *p, const int16_t *quants, const float *scales, const float *sums) {
    const __m256i low = _mm256_set1_epi16(15);
    prefetch(p, 144);
    uint32_t u[3];
    memcpy(u, p + 4, 12);
    __m256 scale = bytes_as_floats(u[0] & 0x3f3f3f3f, (u[2] & 0x0f0f0f0f) | (u[0] >> 6 & 0x03030303) << 4);
    __m256 minimum = bytes_as_floats(u[1] & 0x3f3f3f3f, (u[2] >> 4 & 0x0f0f0f0f) | (u[1] >> 6 & 0x03030303) << 4);
    scale = _mm256_mul_ps(_mm256_mul_ps(scale, _mm256_set1_ps(half_at(p))), _mm256_loadu_ps(scales));
    minimum = _mm256_mul_ps(minimum, _mm256_set1_ps(-half_at(p + 2)));
    for (int k = 0; k < 4; k++) {
        const int16_t *x = quants + k * 64;
        __m256i v = load_256(p + 16 + k * 32);
        __m256i a = _mm256_add_epi32(madd(_mm256_and_si256(v, low), x),
                                     madd(_mm256_and_si256(_mm256_srli_epi16(v, 8), low), x + 16));
        __m256i b = _mm256_add_epi32(madd(_mm256_and_si256(_mm256_srli_epi16(v, 4), low), x + 32),
                                     madd(_mm256_srli_epi16(v, 12), x + 48));
        total = add_product(total, one_scale(scale, 2 * k), a);
        total = add_product(total, one_scale(scale, 2 * k + 1), b);
    }
    return _mm256_fmadd_ps(minimum, _mm256_loadu_ps(sums), total);
}

// Quants of 32 elements with a factor for each 16: factors and sums of two products fit in 32 bits together.
INLINE __m256i with_factors(__m256i quants, const int8_t *factors, const int16_t *x) {
    __m256i a = madd(_mm256_cvtepi8_epi16(_mm256_castsi256_si128(quants)), x);
    __m256i b = madd(_mm256_cvtepi8_epi16(_mm256_extracti128_si256(quants, 1)), x + 16);
    return _mm256_add_epi32(_mm256_mullo_epi32(a, _mm256_set1_epi32(factors[0])),
                            _mm256_mullo_epi32(b, _mm256_set1_epi32(factors[1])));
}

INLINE __m256 eight_q6_k(__m256 total, const uint8_t *p, const int16_t *quants, const float *scales, const float *sums) {
    (void)sums;
    const __m256i low = _mm256_set1_epi8(15), pair = _mm256_set1_epi8(0x30), centre = _mm256_set1_epi8(32);
    prefetch(p, 210);
    __m256 scale = _mm256_mul_ps(_mm256_set1_ps(half_at(p + 208)), _mm256_loadu_ps(scales));
    const int8_t *factors = (const int8_t *)p + 192;
    for (int h = 0; h < 2; h++) {
        __m256i l0 = load_256(p + h * 64), l1 = load_256(p + h * 64 + 32), high = load_256(p + 128 + h * 32);
        __m256i q[4] = {
            _mm256_or_si256(_mm256_and_si256(l0, low), _mm256_and_si256(_mm256_slli_epi16(high, 4), pair)),
            _mm256_or_si256(_mm256_and_si256(l1, low), _mm256_and_si256(_mm256_slli_epi16(high, 2), pair)),
            _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(l0, 4), low), _mm256_and_si256(high, pair)),
            _mm256_or_si256(_mm256_and_si256(_mm256_srli_epi16(l1, 4), low),
                            _mm256_and_si256(_mm256_srli_epi16(high, 2), pair)),
        };
        for (int j = 0; j < 4; j++) {
            int g = 4 * h + j;
            __m256i sum = with_factors(_mm256_sub_epi8(q[j], centre), factors + 2 * g, quants + g * 32);
            total = add_product(total, one_scale(scale, g), sum);
        }
    }
    return total;
}

typedef __m256 (*eight)(__m256 total, const uint8_t *p, const int16_t *quants, const float *scales, const float *sums);

// The type's number, its decoder, bytes of eight groups, and the order of activations.
#define EACH_FAST_TYPE(X) \
    X(0, q8_0, 272, NATURAL) \
    X(1, q4_0, 144, PAIRED) \
    X(7, q4_k, 144, SPLIT) \
    X(9, q6_k, 210, NATURAL) \
    X(10, mxfp4, 136, PAIRED)

static int order_of(int type) {
    switch (type) {
#define CASE(number, decode, bytes, order) \
    case number: return order;
        EACH_FAST_TYPE(CASE)
#undef CASE
    default: return -1;
    }
}

// The even ones of 16, then the odd ones.
INLINE __m256i evens_first(const int16_t *x) {
    const __m256i apart = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15));
    return _mm256_permute4x64_epi64(_mm256_shuffle_epi8(load_256(x), apart), 0xd8);
}

INLINE void store_halves(int16_t *to, __m256i a, __m256i b, int upper) {
    _mm256_storeu_si256((__m256i *)to, upper ? _mm256_permute2x128_si256(a, b, 0x31)
                                             : _mm256_permute2x128_si256(a, b, 0x20));
}

// Puts activations of whole runs of eight groups in order, and their sums, of halves of groups, together by group.
static void put_in_order(int order, int columns, int16_t *quants, float *sums) {
    for (int c = 0; order != NATURAL && c + 256 <= columns; c += 256) {
        for (int16_t *x = quants + c; x < quants + c + 256; x += 64) {
            __m256i a = evens_first(x), b = evens_first(x + 16), d = evens_first(x + 32), e = evens_first(x + 48);
            int paired = order == PAIRED;
            store_halves(x, a, paired ? d : b, 0);
            store_halves(x + 16, paired ? b : a, paired ? e : b, paired ? 0 : 1);
            store_halves(x + 32, paired ? a : d, paired ? d : e, paired ? 1 : 0);
            store_halves(x + 48, paired ? b : d, e, 1);
        }
    }
    for (int g = 0; g < columns / 256 * 8; g++) {
        sums[g] = sums[2 * g] + sums[2 * g + 1];
    }
}

#endif
