#ifndef KERNEL_FUNCTIONS_H
#define KERNEL_FUNCTIONS_H

// Functions of one number that loops for several sets of instructions and Swift see into. What they are,
// how exact, and from where, stands beside the function of the same name in `Kernels`.

#include <stdint.h>
#include <string.h>

#define KERNEL_INLINE static inline __attribute__((always_inline))

/// a·b + c, rounded twice whatever the target has: the bits are those of any processor.
KERNEL_INLINE float kernel_multiply_add(float a, float b, float c) {
  _Pragma("STDC FP_CONTRACT OFF")
  return a * b + c;
}

/// The parts of eˣ = power · 2ⁿ, for |x| ≤ 104: x = n ln 2 + r, |r| ≤ ln 2 / 2, power = eʳ.
KERNEL_INLINE float kernel_reduced_exponential(float x, int32_t *n) {
  // Added to 1.5·2²³, a number is rounded to an integer, which then stands in the lowest bits.
  const float shifted = kernel_multiply_add(x, 1.442695040888963f, 0x1.8p23f);
  const float whole = shifted - 0x1.8p23f;
  // ln 2 in two parts; the product with the first is exact.
  const float r = kernel_multiply_add(
      whole, 2.12194440e-4f, kernel_multiply_add(whole, -0.693359375f, x));
  const float square = r * r;
  const float high = kernel_multiply_add(1.9875691500e-4f, r, 1.3981999507e-3f);
  const float middle = kernel_multiply_add(8.3334519073e-3f, r, 4.1665795894e-2f);
  const float low = kernel_multiply_add(1.6666665459e-1f, r, 5.0000001201e-1f);
  const float series =
      kernel_multiply_add(kernel_multiply_add(high, square, middle), square, low);
  int32_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  *n = bits - 0x4B400000;
  return kernel_multiply_add(series, square, r) + 1;
}

/// 2ⁿ for n in −126...127.
KERNEL_INLINE float kernel_power_of_two(int32_t n) {
  const uint32_t bits = (uint32_t)(n + 127) << 23;
  float power;
  memcpy(&power, &bits, sizeof power);
  return power;
}

KERNEL_INLINE float kernel_exponential(float x) {
  // What is beyond these bounds overflows or vanishes all the same. Written so that NaN passes.
  const float below = x > 89 ? 89 : x;
  const float bounded = below < -104 ? -104 : below;
  int32_t n;
  const float power = kernel_reduced_exponential(bounded, &n);
  // In two factors, because 2ⁿ alone may be beyond the range of a `float` where the result is not.
  const int32_t half = n >> 1;
  return power * kernel_power_of_two(half) * kernel_power_of_two(n - half);
}

/// eˣ for x in −87...88, where a factor 2ⁿ is within the range of a `float`.
KERNEL_INLINE float kernel_exponential_of_small(float x) {
  int32_t n;
  const float power = kernel_reduced_exponential(x, &n);
  return power * kernel_power_of_two(n);
}

KERNEL_INLINE float kernel_error_function(float x) {
  const float magnitude = __builtin_fabsf(x);
  const float square = x * x;
  const float fourth = square * square;
  const float near_high = kernel_multiply_add(
      7.853861353153693e-5f, fourth,
      kernel_multiply_add(-8.010193625184903e-4f, square, 5.188327685732524e-3f));
  const float near_low = kernel_multiply_add(
      kernel_multiply_add(-2.685381193529856e-2f, square, 1.128358514861418e-1f), fourth,
      kernel_multiply_add(-3.761262582423300e-1f, square, 1.283791667095513e-1f));
  const float near = kernel_multiply_add(
      kernel_multiply_add(near_high, fourth * fourth, near_low), magnitude, magnitude);
  // From 3.92 on, the result rounds to 1. Written so that NaN passes.
  const float t = magnitude > 4 ? 4 : magnitude;
  const float far_high = kernel_multiply_add(
      1.95937284e-4f, t * t, kernel_multiply_add(-3.04321781e-3f, t, 2.22269219e-2f));
  const float far_middle = kernel_multiply_add(-1.03931600e-1f, t, -6.37182244e-1f);
  const float far_low = kernel_multiply_add(-1.12767563f, t, -1.95675254e-4f);
  const float exponent =
      kernel_multiply_add(kernel_multiply_add(far_high, t * t, far_middle), t * t, far_low);
  const float far = 1 - kernel_exponential_of_small(exponent);
  return __builtin_copysignf(magnitude < 0.92f ? near : far, x);
}

/// Φ(x) = (1 + erf(x / √2)) / 2.
KERNEL_INLINE float kernel_normal_distribution(float x) {
  return 0.5f * (1 + kernel_error_function(0.70710677f * x));
}

/// φ(x) = exp(−x² / 2) / √(2π).
KERNEL_INLINE float kernel_normal_density(float x) {
  return 0.39894228f * kernel_exponential(-0.5f * x * x);
}

#endif
