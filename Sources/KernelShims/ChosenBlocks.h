#include "KernelBlocks.h"

// Whoever compiles for x86 without saying for which processor gets what this one has, but a·b + c is
// rounded twice as with the instructions that every one has. Whoever says it gets that, fused.
#if defined(__x86_64__) && !defined(__AVX__)
#define CHOOSES_BLOCKS 1
extern const struct kernel_blocks kernel_blocks_avx2, kernel_blocks_avx512;
#endif
