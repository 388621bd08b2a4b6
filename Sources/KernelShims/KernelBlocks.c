#include "ChosenBlocks.h"

#if defined(__AVX512F__)
#define LANES 16
#elif defined(__AVX__)
#define LANES 8
#else
#define LANES 4
#endif

#if defined(__AVX512F__) || defined(__aarch64__)
#define REGISTERS 32
#else
#define REGISTERS 16
#endif

#define TABLE blocks_of_build
#include "BlocksOfTarget.h"

static const struct kernel_blocks *available[3] = {&blocks_of_build};
static long count = 1;

#if CHOOSES_BLOCKS
__attribute__((constructor)) static void find_blocks(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("fma")) return;
  if (__builtin_cpu_supports("avx2")) available[count++] = &kernel_blocks_avx2;
  if (__builtin_cpu_supports("avx512f")) available[count++] = &kernel_blocks_avx512;
}
#endif

const struct kernel_blocks *kernel_blocks(void) { return available[count - 1]; }

const struct kernel_blocks *kernel_blocks_at(long index) {
  return index >= 0 && index < count ? available[index] : 0;
}
