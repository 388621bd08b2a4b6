#include "KernelShims.h"

#include <limits.h>

static _Thread_local long thread_limit = LONG_MAX;

long kernel_thread_limit(void) { return thread_limit; }

void kernel_set_thread_limit(long limit) { thread_limit = limit; }
