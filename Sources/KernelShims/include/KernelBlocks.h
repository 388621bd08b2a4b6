#ifndef KERNEL_BLOCKS_H
#define KERNEL_BLOCKS_H

// The innermost loops of matrix products, convolutions, sums and of the dearest functions. In C, because
// Swift neither contracts a·b + c nor keeps an array of vectors in registers, and because C can be compiled
// for several sets of instructions: the widest one is used that the processor has, and what the loops write
// is the same to the last bit.

/// The rows of the largest register block.
#define KERNEL_BLOCK_ROWS 6

/// How many lanes the sums of dot products have, however many a register has.
#define KERNEL_DOT_LANES 16

/// The loops for one set of instructions, and the sizes of their blocks.
struct kernel_blocks {
  /// The columns of a block of the matrix product.
  long columns;
  /// The rows and the places of a block of dot products.
  long dot_rows, dot_places;
  /// The additions and multiplications of a round of `chains`.
  long chain_operations;

  /// c = a·b, or c = start + a·b, for `rows` rows of a block of `columns` columns.
  ///
  /// a[i, p] is `a[i * a_row + p * a_inner]`; b[p, j] is `b[p * b_inner + j]`; c[i, j] is
  /// `c[i * c_row + j]`; start[i, j] is `start[i * start_row + j]`, and may be c. Every element is summed
  /// in the order of p, and then added to start, unless that is null.
  void (*block)(
      long rows, const float *a, long a_row, long a_inner, const float *b, long b_inner, float *c,
      long c_row, long inner, const float *start, long start_row);

  /// c = Σₚ a[i, p] b[offsets[p] + j], or c += …, for `rows` rows and `columns` columns j.
  void (*places)(
      long rows, const float *a, long a_row, const float *b, const long *offsets, float *c,
      long c_row, long inner, _Bool accumulate);

  /// c[i, p] += Σⱼ a[i, j] b[offsets[p] + j], for `rows` rows and `dot_places` places, of which the first
  /// `places` are stored; `count` is a multiple of `KERNEL_DOT_LANES`.
  void (*dots)(
      long rows, long places, const float *a, long a_row, const float *b, const long *offsets,
      float *c, long c_row, long count);

  /// Copies `count` lines of `columns` elements, which are `from_row` apart, side by side.
  void (*copy_lines)(const float *from, long from_row, float *to, long count);

  /// Copies `rows` rows of `count` elements, which are `from_row` apart, to columns of rows that are
  /// `to_row` apart. Both are multiples of 8.
  void (*transpose)(
      const float *from, long from_row, float *to, long to_row, long rows, long count);

  /// Copies `rows` runs of `count` elements that are `from_step` apart in `from` and `to_step` apart in
  /// `to`, or adds them, plus `offset` each.
  void (*copy_runs)(
      long rows, const float *from, long from_row, long from_step, float *to, long to_row,
      long to_step, long count, float offset, _Bool accumulate);

  /// Σᵢ xᵢ, Σᵢ xᵢ², Σᵢ (xᵢ − center)² and Σᵢ xᵢ (yᵢ − center) of `count` elements, in double precision.
  double (*sum)(const float *x, long count);
  double (*squares)(const float *x, long count);
  double (*squared_distances)(const float *x, double center, long count);
  double (*products)(const float *x, const float *y, double center, long count);

  /// x = eˣ for every element.
  void (*exponentiate)(float *x, long count);

  /// y = x Φ(x) for every element.
  void (*gelu)(const float *x, float *y, long count);

  /// y = slope · (Φ(x) + x φ(x)) for every element.
  void (*gelu_pullback)(const float *x, const float *slope, float *y, long count);

  /// Multiplies and adds numbers that stay in registers.
  float (*chains)(long rounds);
};

/// The loops with the widest vectors that this processor has.
const struct kernel_blocks *kernel_blocks(void);

/// All loops that this processor can run, from the narrowest vectors on; null beyond the last.
const struct kernel_blocks *kernel_blocks_at(long index);

#endif
