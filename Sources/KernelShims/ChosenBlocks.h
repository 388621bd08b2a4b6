#include "KernelBlocks.h"

// Whoever compiles for x86 without saying for which processor gets what this one has. Functions of numbers
// round a·b and then the sum, as Swift's own do with the instructions that every processor has; products of
// matrices round once wherever that is one instruction, on processors since 2013.
#if defined(__x86_64__) && !defined(__AVX__)
#define CHOOSES_BLOCKS 1
extern const struct kernel_blocks kernel_blocks_avx2, kernel_blocks_avx512;
#endif
