// Included once for each set of instructions, with
//   LANES        the lanes of its widest vector,
//   REGISTERS    the number of its vectors,
//   TABLE        the name of the table of loops.

#include "KernelBlocks.h"
#include "KernelFunctions.h"

// A block fills the registers, and leaves room for one row of b, one element of a, and one product.
#if LANES == 4 && REGISTERS == 32
#define COLUMNS 16
#else
#define COLUMNS (2 * LANES)
#endif
#define VECTORS (COLUMNS / LANES)

typedef float vector __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

#if LANES == 16
// Compilers for some processors would else make two vectors of 256 bits of each.
#pragma clang attribute push(__attribute__((min_vector_width(512))), apply_to = function)
#endif

#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")

/// Adds up lanes, a power of two of them, in pairs, in the first: lane j and the one half of them further.
#define ADD_IN_PAIRS(lanes, count)                                           \
  UNROLLED for (long half = (count) / 2; half > 0; half /= 2) {              \
    UNROLLED for (long i = 0; i < half; ++i) (lanes)[i] += (lanes)[i + half]; \
  }

/// Calls a function with a constant `height` that is `rows`, of 1 to `limit`.
#define WITH_HEIGHT(rows, limit, call)                                     \
  switch (rows) {                                                          \
    HEIGHT(1, limit, call) HEIGHT(2, limit, call) HEIGHT(3, limit, call)   \
    HEIGHT(4, limit, call) HEIGHT(5, limit, call) HEIGHT(6, limit, call)   \
  }
#define HEIGHT(n, limit, call)                          \
  case n:                                               \
    if ((n) <= (limit)) {                               \
      const long height = (n) <= (limit) ? (n) : (limit); \
      call;                                             \
    }                                                   \
    break;

#include "RegisterBlock.h"

#include "ConvolutionBlock.h"

#include "Sums.h"

#include "VectorFunctions.h"

// As many chains as hide how long an addition and a multiplication take.
#define CHAINS (REGISTERS - 4)

static float chains(long rounds) {
  _Pragma("STDC FP_CONTRACT ON")
  vector chain[CHAINS] = {};
  for (long round = 0; round < rounds; ++round) {
    UNROLLED for (long i = 0; i < CHAINS; ++i) chain[i] = chain[i] * 0.5f + 1.0f;
  }
  vector sum = {};
  UNROLLED for (long i = 0; i < CHAINS; ++i) sum += chain[i];
  return sum[0];
}

const struct kernel_blocks TABLE = {
    COLUMNS, DOT_ROWS, DOT_PLACES, 2 * CHAINS * LANES, block, places, dots, copy_lines, transpose,
    copy_runs, sum, squares, squared_distances, products, exponentiate,
    gelu, gelu_pullback, chains};

#if LANES == 16
#pragma clang attribute pop
#endif
