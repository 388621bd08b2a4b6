#ifndef CONVOLUTION_BLOCK_H
#define CONVOLUTION_BLOCK_H

// The innermost parts of convolutions: register blocks over images that are read where they lie. What a
// place of the filters sees of all windows is one run of an image, that begins at an offset.

#include "RegisterBlock.h"

/// c = Σₚ a[i, p] b[offsets[p] + j], or c += …, for `rows` rows and `KERNEL_BLOCK_COLUMNS` columns j.
static inline __attribute__((always_inline)) void kernel_places_of_rows(
    const long rows, const float *a, long a_row, const float *b, const long *offsets, float *c,
    long c_row, long inner, _Bool accumulate) {
#pragma STDC FP_CONTRACT ON
  kernel_vector sum[KERNEL_BLOCK_ROWS][KERNEL_BLOCK_VECTORS] = {};
  const float *rows_of_a[KERNEL_BLOCK_ROWS];
  for (long i = 0; i < rows; ++i) rows_of_a[i] = a + i * a_row;
  for (long p = 0; p < inner; ++p) {
    const kernel_vector *row = (const kernel_vector *)(b + offsets[p]);
#pragma clang loop unroll(full)
    for (long i = 0; i < rows; ++i) {
      const float element = rows_of_a[i][p];
#pragma clang loop unroll(full)
      for (long v = 0; v < KERNEL_BLOCK_VECTORS; ++v) sum[i][v] = element * row[v] + sum[i][v];
    }
  }
#pragma clang loop unroll(full)
  for (long i = 0; i < rows; ++i) {
    kernel_vector *row = (kernel_vector *)(c + i * c_row);
#pragma clang loop unroll(full)
    for (long v = 0; v < KERNEL_BLOCK_VECTORS; ++v)
      row[v] = accumulate ? row[v] + sum[i][v] : sum[i][v];
  }
}

/// `kernel_places_of_rows` for 1 to `KERNEL_BLOCK_ROWS` rows.
static inline void kernel_places(
    long rows, const float *a, long a_row, const float *b, const long *offsets, float *c,
    long c_row, long inner, _Bool accumulate) {
#define KERNEL_CASE(n)                                                                     \
  case n:                                                                                  \
    kernel_places_of_rows(n, a, a_row, b, offsets, c, c_row, inner, accumulate);           \
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

// A block of dot products fills the registers, too: rows × places sums, and a vector of each place.
#if defined(__AVX512F__) || defined(__aarch64__)
#define KERNEL_DOT_ROWS 6
#define KERNEL_DOT_PLACES 4
#else
#define KERNEL_DOT_ROWS 4
#define KERNEL_DOT_PLACES 3
#endif

/// The sum of all lanes, in pairs.
static inline __attribute__((always_inline)) float kernel_lane_sum(kernel_vector x) {
  float lanes[KERNEL_BLOCK_LANES];
  *(kernel_vector *)lanes = x;
#pragma clang loop unroll(full)
  for (long half = KERNEL_BLOCK_LANES / 2; half > 0; half /= 2) {
#pragma clang loop unroll(full)
    for (long i = 0; i < half; ++i) lanes[i] += lanes[i + half];
  }
  return lanes[0];
}

/// c[i, p] += Σⱼ a[i, j] b[offsets[p] + j], for `rows` rows and `KERNEL_DOT_PLACES` places, of which the
/// first `places` are stored; `count` is a multiple of `KERNEL_BLOCK_LANES`.
static inline __attribute__((always_inline)) void kernel_dots_of_rows(
    const long rows, long places, const float *a, long a_row, const float *b, const long *offsets,
    float *c, long c_row, long count) {
#pragma STDC FP_CONTRACT ON
  kernel_vector sum[KERNEL_DOT_ROWS][KERNEL_DOT_PLACES] = {};
  const float *rows_of_a[KERNEL_DOT_ROWS];
  const float *runs_of_b[KERNEL_DOT_PLACES];
  for (long i = 0; i < rows; ++i) rows_of_a[i] = a + i * a_row;
  for (long p = 0; p < KERNEL_DOT_PLACES; ++p)
    runs_of_b[p] = b + offsets[p < places ? p : places - 1];
  for (long j = 0; j < count; j += KERNEL_BLOCK_LANES) {
    kernel_vector run[KERNEL_DOT_PLACES];
#pragma clang loop unroll(full)
    for (long p = 0; p < KERNEL_DOT_PLACES; ++p)
      run[p] = *(const kernel_vector *)(runs_of_b[p] + j);
#pragma clang loop unroll(full)
    for (long i = 0; i < rows; ++i) {
      const kernel_vector row = *(const kernel_vector *)(rows_of_a[i] + j);
#pragma clang loop unroll(full)
      for (long p = 0; p < KERNEL_DOT_PLACES; ++p) sum[i][p] = row * run[p] + sum[i][p];
    }
  }
#pragma clang loop unroll(full)
  for (long i = 0; i < rows; ++i) {
#pragma clang loop unroll(full)
    for (long p = 0; p < KERNEL_DOT_PLACES; ++p)
      if (p < places) c[i * c_row + p] += kernel_lane_sum(sum[i][p]);
  }
}

/// `kernel_dots_of_rows` for 1 to `KERNEL_DOT_ROWS` rows.
static inline void kernel_dots(
    long rows, long places, const float *a, long a_row, const float *b, const long *offsets,
    float *c, long c_row, long count) {
#define KERNEL_CASE(n)                                                                     \
  case n:                                                                                  \
    kernel_dots_of_rows(n, places, a, a_row, b, offsets, c, c_row, count);                 \
    break;
  switch (rows) {
    KERNEL_CASE(1)
    KERNEL_CASE(2)
    KERNEL_CASE(3)
    KERNEL_CASE(4)
#if KERNEL_DOT_ROWS > 4
    KERNEL_CASE(5)
    KERNEL_CASE(6)
#endif
  }
#undef KERNEL_CASE
}

/// Copies `count` elements that are `step` apart in `from` and `to_step` apart in `to`, or adds them,
/// plus `offset` each.
static inline __attribute__((always_inline)) void kernel_copy_run(
    const float *from, long from_step, float *to, long to_step, long count, float offset,
    _Bool accumulate) {
  if (from_step == 1 && to_step == 1) {
    long i = 0;
    for (; i + KERNEL_BLOCK_LANES <= count; i += KERNEL_BLOCK_LANES) {
      const kernel_vector x = *(const kernel_vector *)(from + i) + offset;
      kernel_vector *y = (kernel_vector *)(to + i);
      *y = accumulate ? *y + x : x;
    }
    for (; i < count; ++i) to[i] = accumulate ? to[i] + (from[i] + offset) : from[i] + offset;
  } else {
    for (long i = 0; i < count; ++i) {
      const float x = from[i * from_step] + offset;
      to[i * to_step] = accumulate ? to[i * to_step] + x : x;
    }
  }
}

/// Copies `rows` runs of `count` elements, as `kernel_copy_run` does each.
static inline void kernel_copy_runs(
    long rows, const float *from, long from_row, long from_step, float *to, long to_row,
    long to_step, long count, float offset, _Bool accumulate) {
  for (long row = 0; row < rows; ++row)
    kernel_copy_run(
        from + row * from_row, from_step, to + row * to_row, to_step, count, offset, accumulate);
}

#endif
