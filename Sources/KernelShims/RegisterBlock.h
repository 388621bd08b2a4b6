// The innermost part of the matrix product: a block of the result that lives in registers.

INLINE void block_of_rows(
    const long rows, const float *a, long a_row, long a_inner, const float *b, long b_inner,
    float *c, long c_row, long inner, const float *start, long start_row) {
  _Pragma("STDC FP_CONTRACT ON")
  vector sum[KERNEL_BLOCK_ROWS][VECTORS] = {};
  const float *rows_of_a[KERNEL_BLOCK_ROWS];
  for (long i = 0; i < rows; ++i) rows_of_a[i] = a + i * a_row;
  for (long p = 0; p < inner; ++p) {
    const vector *row = (const vector *)(b + p * b_inner);
    UNROLLED for (long i = 0; i < rows; ++i) {
      const float element = rows_of_a[i][p * a_inner];
      UNROLLED for (long v = 0; v < VECTORS; ++v) sum[i][v] = element * row[v] + sum[i][v];
    }
  }
  UNROLLED for (long i = 0; i < rows; ++i) {
    vector *row = (vector *)(c + i * c_row);
    const vector *first = (const vector *)(start ? start + i * start_row : c);
    UNROLLED for (long v = 0; v < VECTORS; ++v)
      row[v] = start ? first[v] + sum[i][v] : sum[i][v];
  }
}

static void block(
    long rows, const float *a, long a_row, long a_inner, const float *b, long b_inner, float *c,
    long c_row, long inner, const float *start, long start_row) {
  WITH_HEIGHT(
      rows, KERNEL_BLOCK_ROWS,
      block_of_rows(height, a, a_row, a_inner, b, b_inner, c, c_row, inner, start, start_row))
}

static void copy_lines(const float *from, long from_row, float *to, long count) {
  for (long p = 0; p < count; ++p) {
    const vector *line = (const vector *)(from + p * from_row);
    UNROLLED for (long v = 0; v < VECTORS; ++v) ((vector *)(to + p * COLUMNS))[v] = line[v];
  }
}

typedef float eight __attribute__((vector_size(32), aligned(4), may_alias));

#define EXCHANGE(distance, low, high)                                 \
  UNROLLED for (long i = 0; i < 8; ++i) {                             \
    if (i & distance) continue;                                       \
    const eight x = row[i], y = row[i + distance];                    \
    row[i] = __builtin_shufflevector(x, y, PLACES low);               \
    row[i + distance] = __builtin_shufflevector(x, y, PLACES high);   \
  }
#define PLACES(a, b, c, d, e, f, g, h) a, b, c, d, e, f, g, h

/// Eight rows of eight elements: exchanges neighbours, then pairs, then halves between rows.
INLINE void transpose_square(const float *from, long from_row, float *to, long to_row) {
  eight row[8];
  UNROLLED for (long i = 0; i < 8; ++i) row[i] = *(const eight *)(from + i * from_row);
  EXCHANGE(1, (0, 8, 2, 10, 4, 12, 6, 14), (1, 9, 3, 11, 5, 13, 7, 15))
  EXCHANGE(2, (0, 1, 8, 9, 4, 5, 12, 13), (2, 3, 10, 11, 6, 7, 14, 15))
  EXCHANGE(4, (0, 1, 2, 3, 8, 9, 10, 11), (4, 5, 6, 7, 12, 13, 14, 15))
  UNROLLED for (long i = 0; i < 8; ++i) *(eight *)(to + i * to_row) = row[i];
}

static void transpose(
    const float *from, long from_row, float *to, long to_row, long rows, long count) {
  for (long p = 0; p < count; p += 8)
    for (long i = 0; i < rows; i += 8)
      transpose_square(from + i * from_row + p, from_row, to + p * to_row + i, to_row);
}
