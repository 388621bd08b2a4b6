// Sums in double precision. Terms go to 16 lanes, each in order, however many a register has; the lanes
// are summed in pairs; the terms that remain are summed in order, and added. So the tree depends on the
// number of terms only. Nothing is contracted, so that builds for one processor add up the same.

#define SUM_LANES 16
#define WIDE_LANES (LANES / 2)
#define WIDES (SUM_LANES / WIDE_LANES)

typedef float narrow __attribute__((vector_size(4 * WIDE_LANES), aligned(4), may_alias));
typedef double wide __attribute__((vector_size(8 * WIDE_LANES)));

#define WIDENED(x, i) __builtin_convertvector(*(const narrow *)((x) + (i)), wide)

/// The sum of the lanes: lane j with j + 8, then with j + 4, j + 2 and j + 1.
INLINE double total(const wide *sums) {
  double lanes[SUM_LANES];
  UNROLLED for (long i = 0; i < SUM_LANES; ++i) lanes[i] = sums[i / WIDE_LANES][i % WIDE_LANES];
  ADD_IN_PAIRS(lanes, SUM_LANES)
  return lanes[0];
}

/// Returns the sum of all `terms`, which are those of some elements from i on; `term` is that of one.
#define RETURN_SUM(terms, term)                                               \
  _Pragma("STDC FP_CONTRACT OFF")                                             \
  wide sums[WIDES] = {};                                                      \
  long start = 0;                                                             \
  for (; start + SUM_LANES <= count; start += SUM_LANES) {                    \
    UNROLLED for (long k = 0; k < WIDES; ++k) {                               \
      const long i = start + k * WIDE_LANES;                                  \
      sums[k] += (terms);                                                     \
    }                                                                         \
  }                                                                           \
  double rest = 0;                                                            \
  for (long i = start; i < count; ++i) rest += (term);                        \
  return total(sums) + rest;

static double sum(const float *x, long count) { RETURN_SUM(WIDENED(x, i), (double)x[i]) }

static double squares(const float *x, long count) {
  RETURN_SUM(WIDENED(x, i) * WIDENED(x, i), (double)x[i] * x[i])
}

static double squared_distances(const float *x, double center, long count) {
  RETURN_SUM((WIDENED(x, i) - center) * (WIDENED(x, i) - center), (x[i] - center) * (x[i] - center))
}

static double products(const float *x, const float *y, double center, long count) {
  RETURN_SUM(WIDENED(x, i) * (WIDENED(y, i) - center), x[i] * (y[i] - center))
}
