// Weights into the layout of packed.h, and memory for them.
#define _DEFAULT_SOURCE
#include "packed.h"

#include <sys/mman.h>

int64_t packed_bytes(int type, int64_t columns) {
#if defined(__AVX2__)
    switch (type) {
#define CASE(number, name, block_columns, block_bytes, bytes, table) \
    case number: return columns / block_columns * bytes;
        EACH_PACKED_TYPE(CASE)
#undef CASE
    default: return 0;
    }
#else
    (void)type, (void)columns;
    return 0;
#endif
}

// The nibbles of one row and group; those of columns i and 16 + i share a byte.
static void put_nibbles(uint8_t *vectors, int row, const uint8_t nibbles[16]) {
    for (int v = 0; v < 4; v++) {
        memcpy(vectors + 32 * v + 4 * row, nibbles + 4 * v, 4);
    }
}

static void pack_q4_0(const uint8_t *from, uint8_t *to, int row) {
    memcpy(to + 2 * row, from, 2);
    put_nibbles(to + 16, row, from + 2);
}

static void pack_mxfp4(const uint8_t *from, uint8_t *to, int row) {
    to[row] = from[0];
    put_nibbles(to + 8, row, from + 1);
}

static void pack_q4_k(const uint8_t *from, uint8_t *to, int row) {
    memcpy(to + 2 * row, from, 2);
    memcpy(to + 16 + 2 * row, from + 2, 2);
    for (int j = 0; j < 8; j++) {
        to[32 + 8 * j + row] = (uint8_t)k_scale(from + 4, j);
        to[96 + 8 * j + row] = (uint8_t)k_minimum(from + 4, j);
        const uint8_t *q = from + 16 + j / 2 * 32;
        uint8_t nibbles[16];
        for (int i = 0; i < 16; i++) {
            nibbles[i] = j % 2 ? (q[i] >> 4) | (q[16 + i] & 0xf0) : (q[i] & 15) | (uint8_t)(q[16 + i] << 4);
        }
        put_nibbles(to + 160 + j * VECTORS, row, nibbles);
    }
}

static void pack_q6_k(const uint8_t *from, uint8_t *to, int row) {
    memcpy(to + 2 * row, from + 208, 2);
    for (int j = 0; j < 8; j++) {
        const uint8_t *low = from + j / 4 * 64 + j % 2 * 32, *high = from + 128 + j / 4 * 32;
        int shift = j % 4 / 2 * 4, shift2 = j % 4 * 2;
        uint8_t *group = to + 16 + j * 208;
        group[row] = from[192 + 2 * j];
        group[8 + row] = from[192 + 2 * j + 1];
        uint8_t nibbles[16], upper[2][4] = {{0}};
        for (int i = 0; i < 16; i++) {
            nibbles[i] = (uint8_t)((low[i] >> shift & 15) | (low[16 + i] >> shift & 15) << 4);
            upper[0][i % 4] |= (uint8_t)((high[i] >> shift2 & 3) << (i / 4 * 2));
            upper[1][i % 4] |= (uint8_t)((high[16 + i] >> shift2 & 3) << (i / 4 * 2));
        }
        put_nibbles(group + 16, row, nibbles);
        memcpy(group + 16 + VECTORS + 4 * row, upper[0], 4);
        memcpy(group + 16 + VECTORS + 32 + 4 * row, upper[1], 4);
    }
}

// Packs `rows` rows that follow each other to memory that is all zeros.
API void nuri_pack(const uint8_t *from, uint8_t *to, int64_t type, int64_t columns, int64_t rows) {
    int64_t each = packed_bytes((int)type, columns);
    for (int64_t r = 0; r < rows; r++) {
        uint8_t *group = to + r / PACKED_ROWS * each;
        int row = (int)(r % PACKED_ROWS);
        switch (type) {
#define CASE(number, name, block_columns, block_bytes, bytes, table) \
    case number: \
        for (int64_t b = 0; b < columns / block_columns; b++, from += block_bytes) { \
            pack_##name(from, group + b * bytes, row); \
        } \
        break;
            EACH_PACKED_TYPE(CASE)
#undef CASE
        default: break;
        }
    }
}

// Bytes of eight packed rows of a type, or 0 if it is used as it lies.
API int64_t nuri_packed_bytes(int64_t type, int64_t columns) {
    return packed_bytes((int)type, columns);
}

// Zeroed memory that is taken up page by page as it is written, in large pages where the system has them. Null if there is
// none.
API void *nuri_reserve(int64_t bytes) {
    void *p = mmap(NULL, (size_t)bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) {
        return NULL;
    }
#if defined(MADV_HUGEPAGE)
    madvise(p, (size_t)bytes, MADV_HUGEPAGE);
#endif
    return p;
}

API void nuri_release(void *p, int64_t bytes) {
    munmap(p, (size_t)bytes);
}
