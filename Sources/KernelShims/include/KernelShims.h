#ifndef KERNEL_SHIMS_H
#define KERNEL_SHIMS_H

// What is only a few instructions stands here, and inlines into Swift.

#include <pthread.h>
#include <sched.h>
#include <stddef.h>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "KernelBlocks.h"
#include "KernelFunctions.h"

/// The square root, without the branch to the math library that keeps `errno` and so blocks
/// vectorization of `Float.squareRoot()` on Linux.
static inline __attribute__((always_inline)) float kernel_square_root(float x) {
  return __builtin_elementwise_sqrt(x);
}

/// The square root in double precision, for the same reason.
static inline __attribute__((always_inline)) double kernel_square_root_double(double x) {
  return __builtin_elementwise_sqrt(x);
}

/// Tells the processor that this thread only looks at memory again and again.
static inline __attribute__((always_inline)) void kernel_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// Lets other threads that are ready go first.
static inline __attribute__((always_inline)) void kernel_yield(void) { sched_yield(); }

/// The largest number of threads that loops begun by this thread may use.
long kernel_thread_limit(void);

/// Sets it, for this thread.
void kernel_set_thread_limit(long limit);

static inline void *kernel_no_work(void *nothing) { return nothing; }

/// Whether the system gives this process one more thread.
static inline int kernel_can_start_thread(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, kernel_no_work, NULL) != 0) return 0;
  pthread_join(thread, NULL);
  return 1;
}

/// The bits of the widest registers of numbers that the code was compiled for; 0 where it isn't known.
static inline int kernel_vector_bits(void) {
#if defined(__AVX512F__)
  return 512;
#elif defined(__AVX__)
  return 256;
#elif defined(__SSE2__) || defined(__ARM_NEON)
  return 128;
#else
  return 0;
#endif
}

/// What stood in the clone's file of the commit that was checked out when this was compiled: its name, or
/// no name where the commit isn't known.
const char *kernel_built_commit(void);

/// Asks for large pages, where the system has them for those who ask; `memory` begins one.
static inline void kernel_prefer_large_pages(void *memory, size_t bytes) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
  (void)madvise(memory, bytes, MADV_HUGEPAGE);
#else
  (void)memory;
  (void)bytes;
#endif
}

#endif
