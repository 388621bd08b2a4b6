#ifndef REGISTER_BLOCK_H
#define REGISTER_BLOCK_H

// The innermost part of the matrix product: a block of the result that lives in registers. In C,
// because Swift neither contracts a·b + c nor keeps an array of vectors in registers.

// The widest vector of the target, and a block that fills its registers and leaves room for one row
// of b and one element of a. A target without fused multiply-add needs a register more.
#if defined(__AVX512F__)
#define KERNEL_BLOCK_LANES 16
#elif defined(__AVX__)
#define KERNEL_BLOCK_LANES 8
#else
#define KERNEL_BLOCK_LANES 4
#endif

#if defined(__aarch64__)
#define KERNEL_BLOCK_COLUMNS 16
#else
#define KERNEL_BLOCK_COLUMNS (2 * KERNEL_BLOCK_LANES)
#endif

#define KERNEL_BLOCK_ROWS 6
#define KERNEL_BLOCK_VECTORS (KERNEL_BLOCK_COLUMNS / KERNEL_BLOCK_LANES)

typedef float kernel_vector
    __attribute__((vector_size(4 * KERNEL_BLOCK_LANES), aligned(4), may_alias));

/// c = a·b, or c = start + a·b, for `rows` rows of a block of `KERNEL_BLOCK_COLUMNS` columns.
///
/// a[i, p] is `a[i * a_row + p * a_inner]`; b[p, j] is `b[p * b_inner + j]`; c[i, j] is
/// `c[i * c_row + j]`; start[i, j] is `start[i * start_row + j]`, and may be c. Every element is summed in
/// the order of p, and then added to start, unless that is null.
static inline __attribute__((always_inline)) void kernel_block_of_rows(
    const long rows, const float *a, long a_row, long a_inner, const float *b, long b_inner,
    float *c, long c_row, long inner, const float *start, long start_row) {
#pragma STDC FP_CONTRACT ON
  kernel_vector sum[KERNEL_BLOCK_ROWS][KERNEL_BLOCK_VECTORS] = {};
  const float *rows_of_a[KERNEL_BLOCK_ROWS];
  for (long i = 0; i < rows; ++i) rows_of_a[i] = a + i * a_row;
  for (long p = 0; p < inner; ++p) {
    const kernel_vector *row = (const kernel_vector *)(b + p * b_inner);
#pragma clang loop unroll(full)
    for (long i = 0; i < rows; ++i) {
      const float element = rows_of_a[i][p * a_inner];
#pragma clang loop unroll(full)
      for (long v = 0; v < KERNEL_BLOCK_VECTORS; ++v) sum[i][v] = element * row[v] + sum[i][v];
    }
  }
#pragma clang loop unroll(full)
  for (long i = 0; i < rows; ++i) {
    kernel_vector *row = (kernel_vector *)(c + i * c_row);
    const kernel_vector *first = (const kernel_vector *)(start ? start + i * start_row : c);
#pragma clang loop unroll(full)
    for (long v = 0; v < KERNEL_BLOCK_VECTORS; ++v) row[v] = start ? first[v] + sum[i][v] : sum[i][v];
  }
}

/// `kernel_block_of_rows` for 1 to `KERNEL_BLOCK_ROWS` rows.
static inline void kernel_block(
    long rows, const float *a, long a_row, long a_inner, const float *b, long b_inner, float *c,
    long c_row, long inner, const float *start, long start_row) {
#define KERNEL_CASE(n)                                                                       \
  case n:                                                                                    \
    kernel_block_of_rows(n, a, a_row, a_inner, b, b_inner, c, c_row, inner, start, start_row); \
    break;
  switch (rows) {
    KERNEL_CASE(1)
    KERNEL_CASE(2)
    KERNEL_CASE(3)
    KERNEL_CASE(4)
    KERNEL_CASE(5)
    KERNEL_CASE(6)
  }
#undef KERNEL_CASE
}

typedef float kernel_eight __attribute__((vector_size(32), aligned(4), may_alias));

/// Copies eight rows of eight elements, `from_row` apart, to eight columns of rows that are `to_row`
/// apart: exchanges neighbours, then pairs, then halves between rows.
static inline __attribute__((always_inline)) void kernel_transpose_square(
    const float *from, long from_row, float *to, long to_row) {
  kernel_eight row[8];
#pragma clang loop unroll(full)
  for (long i = 0; i < 8; ++i) row[i] = *(const kernel_eight *)(from + i * from_row);
#define KERNEL_EXCHANGE(distance, low, high)                                    \
  _Pragma("clang loop unroll(full)") for (long i = 0; i < 8; ++i) {             \
    if (i & distance) continue;                                                 \
    const kernel_eight x = row[i], y = row[i + distance];                       \
    row[i] = __builtin_shufflevector(x, y, KERNEL_LANES low);                   \
    row[i + distance] = __builtin_shufflevector(x, y, KERNEL_LANES high);       \
  }
#define KERNEL_LANES(a, b, c, d, e, f, g, h) a, b, c, d, e, f, g, h
  KERNEL_EXCHANGE(1, (0, 8, 2, 10, 4, 12, 6, 14), (1, 9, 3, 11, 5, 13, 7, 15))
  KERNEL_EXCHANGE(2, (0, 1, 8, 9, 4, 5, 12, 13), (2, 3, 10, 11, 6, 7, 14, 15))
  KERNEL_EXCHANGE(4, (0, 1, 2, 3, 8, 9, 10, 11), (4, 5, 6, 7, 12, 13, 14, 15))
#undef KERNEL_LANES
#undef KERNEL_EXCHANGE
#pragma clang loop unroll(full)
  for (long i = 0; i < 8; ++i) *(kernel_eight *)(to + i * to_row) = row[i];
}

#endif
