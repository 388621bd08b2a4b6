// The innermost parts of convolutions: register blocks over images that are read where they lie. What a
// place of the filters sees of all windows is one run of an image, that begins at an offset.

INLINE void places_of_rows(
    const long rows, const float *a, long a_row, const float *b, const long *offsets, float *c,
    long c_row, long inner, _Bool accumulate) {
  _Pragma("STDC FP_CONTRACT ON")
  vector sum[KERNEL_BLOCK_ROWS][VECTORS] = {};
  const float *rows_of_a[KERNEL_BLOCK_ROWS];
  for (long i = 0; i < rows; ++i) rows_of_a[i] = a + i * a_row;
  for (long p = 0; p < inner; ++p) {
    const vector *row = (const vector *)(b + offsets[p]);
    UNROLLED for (long i = 0; i < rows; ++i) {
      const float element = rows_of_a[i][p];
      UNROLLED for (long v = 0; v < VECTORS; ++v) sum[i][v] = element * row[v] + sum[i][v];
    }
  }
  UNROLLED for (long i = 0; i < rows; ++i) {
    vector *row = (vector *)(c + i * c_row);
    UNROLLED for (long v = 0; v < VECTORS; ++v)
      row[v] = accumulate ? row[v] + sum[i][v] : sum[i][v];
  }
}

static void places(
    long rows, const float *a, long a_row, const float *b, const long *offsets, float *c,
    long c_row, long inner, _Bool accumulate) {
  WITH_HEIGHT(
      rows, KERNEL_BLOCK_ROWS,
      places_of_rows(height, a, a_row, b, offsets, c, c_row, inner, accumulate))
}

// A block of dot products fills the registers, too: rows × places sums, and a vector of each place.
#if REGISTERS == 32
#define DOT_ROWS 6
#define DOT_PLACES 4
#else
#define DOT_ROWS 4
#define DOT_PLACES 3
#endif

/// The sum of all lanes, in pairs.
INLINE float lane_sum(float *lanes) {
  ADD_IN_PAIRS(lanes, KERNEL_DOT_LANES)
  return lanes[0];
}

/// A vector of lanes is summed at a time, because more would not fit into the registers.
INLINE void dots_of_rows(
    const long rows, long places, const float *a, long a_row, const float *b, const long *offsets,
    float *c, long c_row, long count) {
  _Pragma("STDC FP_CONTRACT ON")
  float lanes[DOT_ROWS][DOT_PLACES][KERNEL_DOT_LANES];
  const float *rows_of_a[DOT_ROWS];
  const float *runs_of_b[DOT_PLACES];
  for (long i = 0; i < rows; ++i) rows_of_a[i] = a + i * a_row;
  for (long p = 0; p < DOT_PLACES; ++p)
    runs_of_b[p] = b + offsets[p < places ? p : places - 1];
  for (long lane = 0; lane < KERNEL_DOT_LANES; lane += LANES) {
    vector sum[DOT_ROWS][DOT_PLACES] = {};
    for (long j = lane; j < count; j += KERNEL_DOT_LANES) {
      vector run[DOT_PLACES];
      UNROLLED for (long p = 0; p < DOT_PLACES; ++p) run[p] = *(const vector *)(runs_of_b[p] + j);
      UNROLLED for (long i = 0; i < rows; ++i) {
        const vector row = *(const vector *)(rows_of_a[i] + j);
        UNROLLED for (long p = 0; p < DOT_PLACES; ++p) sum[i][p] = row * run[p] + sum[i][p];
      }
    }
    UNROLLED for (long i = 0; i < rows; ++i) {
      UNROLLED for (long p = 0; p < DOT_PLACES; ++p) *(vector *)(lanes[i][p] + lane) = sum[i][p];
    }
  }
  UNROLLED for (long i = 0; i < rows; ++i) {
    UNROLLED for (long p = 0; p < DOT_PLACES; ++p)
      if (p < places) c[i * c_row + p] += lane_sum(lanes[i][p]);
  }
}

static void dots(
    long rows, long places, const float *a, long a_row, const float *b, const long *offsets,
    float *c, long c_row, long count) {
  WITH_HEIGHT(
      rows, DOT_ROWS, dots_of_rows(height, places, a, a_row, b, offsets, c, c_row, count))
}

/// Steps and what is done with an element are constants where it is called, or the loop would ask for each.
INLINE void copy_rows(
    long rows, const float *from, long from_row, const long from_step, float *to, long to_row,
    const long to_step, long count, float offset, const _Bool accumulate) {
  for (long row = 0; row < rows; ++row, from += from_row, to += to_row) {
    long i = 0;
    if (from_step == 1 && to_step == 1) {
      for (; i + LANES <= count; i += LANES) {
        const vector x = *(const vector *)(from + i) + offset;
        vector *y = (vector *)(to + i);
        *y = accumulate ? *y + x : x;
      }
      // Rows of 8 are common: the last images of a network.
      if (LANES > 8 && i + 8 <= count) {
        const eight x = *(const eight *)(from + i) + offset;
        eight *y = (eight *)(to + i);
        *y = accumulate ? *y + x : x;
        i += 8;
      }
    }
    for (; i < count; ++i) {
      const float x = from[i * from_step] + offset;
      to[i * to_step] = accumulate ? to[i * to_step] + x : x;
    }
  }
}

#define COPY(from_step, to_step)                                                               \
  accumulate                                                                                   \
      ? copy_rows(rows, from, from_row, from_step, to, to_row, to_step, count, offset, 1)      \
      : copy_rows(rows, from, from_row, from_step, to, to_row, to_step, count, offset, 0)

static void copy_runs(
    long rows, const float *from, long from_row, long from_step, float *to, long to_row,
    long to_step, long count, float offset, _Bool accumulate) {
  if (from_step == 1 && to_step == 1) COPY(1, 1);
  else if (from_step == 2 && to_step == 1) COPY(2, 1);
  else COPY(from_step, to_step);
}
