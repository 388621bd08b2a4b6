#include "KernelBlocks.h"

// Whoever compiles for x86 without saying for which processor gets what this one has. The bits are those of a
// build for it: products of matrices round a·b + c once wherever that is one instruction, on processors since
// 2013; functions of numbers round twice, since Swift's own loops do.
#if defined(__x86_64__) && !defined(__AVX__)
#define CHOOSES_BLOCKS 1
extern const struct kernel_blocks kernel_blocks_avx2, kernel_blocks_avx512;
#endif
