// Rows of tensors as Java describes them, and their types decoded to floats.
#ifndef NURI_ROWS_H
#define NURI_ROWS_H

#include "blocks.h"

// Where the rows of a tensor lie, in bytes.
typedef struct {
    int64_t offset, row, slice;
} view;

INLINE uint8_t *at(const uint8_t *base, const view *v, int64_t slice, int64_t row) {
    return (uint8_t *)base + v->offset + slice * v->slice + row * v->row;
}

// Columns [from, from + columns) of a row of any type as floats; both multiples of the type's block.
void row_floats(int type, const uint8_t *row, int from, int columns, float *out);

#endif
