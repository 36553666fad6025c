// What the bytes of every tensor type mean, decoded 32 elements of a row at a time; the scalar backend defines it.

// Double precision where the device has it: sums and angles then round as the reference does.
#ifdef cl_khr_fp64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
typedef double wide;
#else
typedef float wide;
#endif

typedef __global const uchar *bytes;
typedef __global uchar *memory;

// Where the rows of a tensor lie in its buffer, in bytes.
typedef struct {
    long offset, row, slice;
} view;

enum { Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, MXFP4, F32, F16, BF16 };

bytes row_of(bytes p, view v, int slice, int row) {
    return p + v.offset + slice * v.slice + row * v.row;
}

__global const float *floats_of(bytes p, view v, int slice, int row) {
    return (__global const float *)row_of(p, v, slice, row);
}

__global float *out_of(memory p, view v, int slice, int row) {
    return (__global float *)(p + v.offset + slice * v.slice + row * v.row);
}

float half_at(bytes p) {
    return vload_half(0, (__global const half *)p);
}

float bfloat_at(bytes p) {
    return as_float((uint)(p[0] | p[1] << 8) << 16);
}

// Low nibbles are elements 0 to 15, high ones 16 to 31.
void nibbles(bytes q, float scale, float minimum, float *w) {
    for (int i = 0; i < 16; i++) {
        w[i] = scale * (q[i] & 15) + minimum;
        w[i + 16] = scale * (q[i] >> 4) + minimum;
    }
}

void five_bits(bytes q, float scale, float minimum, float *w) {
    for (int i = 0; i < 16; i++) {
        int low = q[i / 8] >> (i % 8) & 1, high = q[2 + i / 8] >> (i % 8) & 1;
        w[i] = scale * ((q[4 + i] & 15) | low << 4) + minimum;
        w[i + 16] = scale * (q[4 + i] >> 4 | high << 4) + minimum;
    }
}

// Six-bit scale and minimum j of the twelve bytes that Q4_K and Q5_K share.
int k_scale(bytes s, int j) {
    return j < 4 ? s[j] & 63 : (s[j + 4] & 15) | s[j - 4] >> 6 << 4;
}

int k_minimum(bytes s, int j) {
    return j < 4 ? s[j + 4] & 63 : s[j + 4] >> 4 | s[j] >> 6 << 4;
}

void four_bit_k(bytes p, int j, bytes quants, bytes fifth, float *w) {
    float scale = half_at(p) * k_scale(p + 4, j), minimum = half_at(p + 2) * k_minimum(p + 4, j);
    for (int i = 0; i < 32; i++) {
        int high = fifth ? fifth[i] >> j & 1 : 0;
        w[i] = scale * ((quants[j / 2 * 32 + i] >> (j % 2 * 4) & 15) | high << 4) - minimum;
    }
}

void q6_k(bytes p, int j, float *w) {
    float scale = half_at(p + 208);
    for (int i = 0; i < 32; i++) {
        int low = p[j / 4 * 64 + j % 2 * 32 + i] >> (j % 4 / 2 * 4) & 15;
        int high = p[128 + j / 4 * 32 + i] >> (j % 4 * 2) & 3;
        w[i] = scale * (char)p[192 + 2 * j + i / 16] * ((low | high << 4) - 32);
    }
}

void q3_k(bytes p, int j, float *w) {
    float scale = half_at(p + 108);
    for (int i = 0; i < 32; i++) {
        int s = 2 * j + i / 16;
        int factor = (p[96 + s % 8] >> (s / 8 * 4) & 15) | (p[104 + s % 4] >> (s / 4 * 2) & 3) << 4;
        int low = p[32 + j / 4 * 32 + i] >> (j % 4 * 2) & 3;
        w[i] = scale * (factor - 32) * (low + 4 * (p[i] >> j & 1) - 4);
    }
}

void q2_k(bytes p, int j, float *w) {
    float scale = half_at(p + 80), minimum = half_at(p + 82);
    for (int i = 0; i < 32; i++) {
        int s = p[2 * j + i / 16];
        w[i] = scale * (s & 15) * (p[16 + j / 4 * 32 + i] >> (j % 4 * 2) & 3) - minimum * (s >> 4);
    }
}

__constant float E2M1[16] = {0, .5f, 1, 1.5f, 2, 3, 4, 6, 0, -.5f, -1, -1.5f, -2, -3, -4, -6};

void mxfp4(bytes p, float *w) {
    float scale = ldexp(1.0f, p[0] - 127);
    for (int i = 0; i < 16; i++) {
        w[i] = scale * E2M1[p[1 + i] & 15];
        w[i + 16] = scale * E2M1[p[1 + i] >> 4];
    }
}

// Elements [32 g, 32 g + count) of a row; count is less than 32 only at the end of rows that have no blocks.
void decode(int type, bytes row, int g, int count, float *w) {
    bytes p;
    switch (type) {
    case Q8_0:
        p = row + (long)g * 34;
        for (int i = 0; i < 32; i++) {
            w[i] = half_at(p) * (char)p[2 + i];
        }
        break;
    case Q4_0: p = row + (long)g * 18; nibbles(p + 2, half_at(p), -8 * half_at(p), w); break;
    case Q4_1: p = row + (long)g * 20; nibbles(p + 4, half_at(p), half_at(p + 2), w); break;
    case Q5_0: p = row + (long)g * 22; five_bits(p + 2, half_at(p), -16 * half_at(p), w); break;
    case Q5_1: p = row + (long)g * 24; five_bits(p + 4, half_at(p), half_at(p + 2), w); break;
    case Q2_K: q2_k(row + (long)(g / 8) * 84, g % 8, w); break;
    case Q3_K: q3_k(row + (long)(g / 8) * 110, g % 8, w); break;
    case Q4_K: p = row + (long)(g / 8) * 144; four_bit_k(p, g % 8, p + 16, 0, w); break;
    case Q5_K: p = row + (long)(g / 8) * 176; four_bit_k(p, g % 8, p + 48, p + 16, w); break;
    case Q6_K: q6_k(row + (long)(g / 8) * 210, g % 8, w); break;
    case MXFP4: mxfp4(row + (long)g * 17, w); break;
    case F16:
        for (int i = 0; i < count; i++) {
            w[i] = half_at(row + 2 * (32L * g + i));
        }
        break;
    case BF16:
        for (int i = 0; i < count; i++) {
            w[i] = bfloat_at(row + 2 * (32L * g + i));
        }
        break;
    default:
        for (int i = 0; i < count; i++) {
            w[i] = ((__global const float *)row)[32L * g + i];
        }
    }
}

// An id that kernels follow. One that is out of bounds is reported and replaced, so that nothing outside is touched.
int checked_id(bytes ids, view v, int row, int column, int bound, __global int *status) {
    int id = ((__global const int *)row_of(ids, v, 0, row))[column];
    if (id < 0 || id >= bound) {
        status[0] = 1;
        status[1] = id;
        status[2] = bound;
        return 0;
    }
    return id;
}
