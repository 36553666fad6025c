// Rows side by side: a layout for weights that are kept in memory, in blocks of eight rows. What it avoids is a sum across a
// vector: a lane belongs to one row from load to store. A vector of quants has for each row four bytes; byte j of vector v
// holds column 4 v + j of a group in its lower half and column 16 + 4 v + j in its upper half. A block is
//
//   Q4_0   32 columns: 8 F16 scales, 4 vectors
//   MXFP4  32 columns: 8 E8M0 scales, 4 vectors
//   Q4_K   256 columns: 8 F16 scales, 8 F16 minimums, a factor a group and row, likewise for minimums, 32 vectors
//   Q6_K   256 columns: 8 F16 scales; each group: a factor a half group and row, 4 vectors of lower bits, 2 of upper ones,
//          of which the first serves columns 0 to 15: two bits of a byte for each vector, the lowest for the first
//
// Nothing is rounded: bits are only moved. Rows that are not there count as zeros.
#ifndef NURI_PACKED_H
#define NURI_PACKED_H

#include "blocks.h"

enum { PACKED = 16, PACKED_ROWS = 8, VECTORS = 128 /* bytes of a group's quants */ };

// Number of the type, its name, columns and bytes of a row's block as the file has it, bytes of eight rows packed, the table
// that its nibbles are looked up in.
#define EACH_PACKED_TYPE(X) \
    X(1, q4_0, 32, 18, 144, LINEAR) \
    X(7, q4_k, 256, 144, 1184, LINEAR) \
    X(9, q6_k, 256, 210, 1680, SIX) \
    X(10, mxfp4, 32, 17, 136, E2M1)

// What nibbles stand for, less an offset that makes all of it positive: themselves, the lower bits of six, or E2M1.
enum { LINEAR, SIX, E2M1 };

// Bytes of eight rows, or 0 where a type has no such layout or this processor no kernel for it.
int64_t packed_bytes(int type, int64_t columns);

#if defined(__AVX2__)

// Eight rows by 32 columns: element = scale * code + minimum. The second 16 have their own where halves differ.
typedef struct {
    const uint8_t *quants;
    __m256 scale, minimum, scale_b, minimum_b;
} eight_rows;

typedef eight_rows (*packed_group)(const uint8_t *rows, int g);

INLINE eight_rows one_scale_for_all(const uint8_t *quants, __m256 scale, __m256 minimum) {
    return (eight_rows){quants, scale, minimum, scale, minimum};
}

INLINE __m256 eight_halves(const uint8_t *p) {
    return _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p));
}

INLINE __m256i eight_bytes(const uint8_t *p) {
    return _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)p));
}

INLINE eight_rows packed_q4_0(const uint8_t *rows, int g) {
    const uint8_t *p = rows + (size_t)g * 144;
    __m256 scale = eight_halves(p);
    return one_scale_for_all(p + 16, scale, _mm256_mul_ps(scale, _mm256_set1_ps(-8)));
}

// 2^(e - 128), as mxfp4_scale has it.
INLINE __m256 e8m0_scales(__m256i e) {
    const __m256i one = _mm256_set1_epi32(1);
    __m256i normal = _mm256_slli_epi32(_mm256_sub_epi32(e, one), 23);
    __m256i small = _mm256_sllv_epi32(_mm256_set1_epi32(0x200000), e);
    return _mm256_castsi256_ps(_mm256_blendv_epi8(small, normal, _mm256_cmpgt_epi32(e, one)));
}

INLINE eight_rows packed_mxfp4(const uint8_t *rows, int g) {
    const uint8_t *p = rows + (size_t)g * 136;
    __m256 scale = e8m0_scales(eight_bytes(p));
    return one_scale_for_all(p + 8, scale, _mm256_mul_ps(scale, _mm256_set1_ps(-12)));
}

INLINE eight_rows packed_q4_k(const uint8_t *rows, int g) {
    const uint8_t *p = rows + (size_t)(g / 8) * 1184;
    int j = g % 8;
    __m256 factor = _mm256_cvtepi32_ps(eight_bytes(p + 32 + 8 * j));
    __m256 minimum = _mm256_cvtepi32_ps(eight_bytes(p + 96 + 8 * j));
    return one_scale_for_all(p + 160 + j * VECTORS, _mm256_mul_ps(eight_halves(p), factor),
                             _mm256_mul_ps(eight_halves(p + 16), _mm256_sub_ps(_mm256_setzero_ps(), minimum)));
}

INLINE __m256 signed_bytes(const uint8_t *p) {
    return _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)p)));
}

INLINE eight_rows packed_q6_k(const uint8_t *rows, int g) {
    const uint8_t *p = rows + (size_t)(g / 8) * 1680;
    const uint8_t *q = p + 16 + g % 8 * 208;
    const __m256 centre = _mm256_set1_ps(-32);
    __m256 scale = eight_halves(p);
    __m256 a = _mm256_mul_ps(scale, signed_bytes(q)), b = _mm256_mul_ps(scale, signed_bytes(q + 8));
    return (eight_rows){q + 16, a, _mm256_mul_ps(a, centre), b, _mm256_mul_ps(b, centre)};
}

// Codes of columns 4 v to 4 v + 3, or where `upper` 16 more; each is less than 16, 64 in SIX, 25 in E2M1: doubled plus 12.
INLINE __m256i codes_of(int table, const uint8_t *quants, int v, int upper) {
    const __m256i e2m1_codes = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(12, 13, 14, 15, 16, 18, 20, 24, 12, 11, 10, 9, 8, 6, 4, 0));
    __m256i q = _mm256_loadu_si256((const __m256i *)(quants + 32 * v));
    __m256i nibbles = _mm256_and_si256(upper ? _mm256_srli_epi16(q, 4) : q, _mm256_set1_epi8(15));
    if (table == E2M1) {
        return _mm256_shuffle_epi8(e2m1_codes, nibbles);
    }
    if (table == SIX) {
        __m256i high = _mm256_loadu_si256((const __m256i *)(quants + VECTORS + 32 * upper));
        high = v == 3 ? _mm256_srli_epi16(high, 2) : _mm256_slli_epi16(high, 4 - 2 * v);
        return _mm256_or_si256(nibbles, _mm256_and_si256(high, _mm256_set1_epi8(0x30)));
    }
    return nibbles;
}

INLINE __m256i four_columns(const int8_t *x) {
    int32_t four;
    memcpy(&four, x, 4);
    return _mm256_set1_epi32(four);
}

// 16-bit sums of the products of four columns each with bytes of a token's activations, as 32-bit ones.
INLINE __m256i bytes_by_codes(__m256i a, __m256i b, const int8_t *x, const int8_t *y, __m256i weight) {
    __m256i sum = _mm256_add_epi16(_mm256_maddubs_epi16(a, four_columns(x)), _mm256_maddubs_epi16(b, four_columns(y)));
    return _mm256_madd_epi16(sum, weight);
}

// Products of eight rows with one token over a group; x has the lower bytes of its activations, signed, then the upper
// ones. Eight products of two codes below 16 with bytes fit in 16 bits together, four of two below 25, two of two below 64.
INLINE __m256i packed_products(int table, const uint8_t *quants, const int8_t *x) {
    const __m256i one = _mm256_set1_epi16(1), upper = _mm256_set1_epi16(256), none = _mm256_setzero_si256();
    __m256i s[2][2] = {{none, none}, {none, none}};
    for (int v = 0; v < 4; v++) {
        __m256i a = codes_of(table, quants, v, 0), b = codes_of(table, quants, v, 1);
        for (int h = 0; h < 2; h++) {
            int other = table == E2M1;
            s[h][0] = _mm256_add_epi16(s[h][0], _mm256_maddubs_epi16(a, four_columns(x + 32 * h + 4 * v)));
            s[h][other] = _mm256_add_epi16(s[h][other], _mm256_maddubs_epi16(b, four_columns(x + 32 * h + 16 + 4 * v)));
        }
    }
    __m256i sum = _mm256_add_epi32(_mm256_madd_epi16(s[0][0], one), _mm256_madd_epi16(s[1][0], upper));
    if (table == E2M1) {
        sum = _mm256_add_epi32(
            sum, _mm256_add_epi32(_mm256_madd_epi16(s[0][1], one), _mm256_madd_epi16(s[1][1], upper)));
    }
    return sum;
}

// The same over half a group, 16 columns from the first or from the second on.
INLINE __m256i packed_half(int table, const uint8_t *quants, const int8_t *x, int half) {
    const __m256i one = _mm256_set1_epi16(1), upper = _mm256_set1_epi16(256);
    __m256i sum = _mm256_setzero_si256();
    for (int v = 0; v < 4; v += 2) {
        __m256i a = codes_of(table, quants, v, half), b = codes_of(table, quants, v + 1, half);
        const int8_t *y = x + 16 * half + 4 * v;
        sum = _mm256_add_epi32(sum, bytes_by_codes(a, b, y, y + 4, one));
        sum = _mm256_add_epi32(sum, bytes_by_codes(a, b, y + 32, y + 36, upper));
    }
    return sum;
}

#endif
#endif
