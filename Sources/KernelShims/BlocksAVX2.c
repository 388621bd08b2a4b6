#include "ChosenBlocks.h"

#if CHOOSES_BLOCKS
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define REGISTERS 16
#define TABLE kernel_blocks_avx2
#include "BlocksOfTarget.h"
#pragma clang attribute pop
#endif
