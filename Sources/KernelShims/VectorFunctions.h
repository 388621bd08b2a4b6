// Functions of every element.

static void exponentiate(float *x, long count) {
  for (long i = 0; i < count; ++i) x[i] = kernel_exponential(x[i]);
}

static void gelu(const float *x, float *y, long count) {
  for (long i = 0; i < count; ++i) y[i] = x[i] * kernel_normal_distribution(x[i]);
}

static void gelu_pullback(const float *x, const float *slope, float *y, long count) {
  _Pragma("STDC FP_CONTRACT OFF")
  for (long i = 0; i < count; ++i)
    y[i] = slope[i] * (kernel_normal_distribution(x[i]) + x[i] * kernel_normal_density(x[i]));
}
