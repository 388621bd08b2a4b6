#include "ChosenBlocks.h"

#if CHOOSES_BLOCKS
#pragma clang attribute push(__attribute__((target("avx512f,fma"))), apply_to = function)
#define LANES 16
#define REGISTERS 32
#define TABLE kernel_blocks_avx512
#include "BlocksOfTarget.h"
#pragma clang attribute pop
#endif
