#include "KernelShims.h"

#include <string.h>

// The compiler reads these files itself, and compiles this one again when they change: no other program
// runs, and nobody who depends on the package is asked for anything. Where they are not there (a copy
// without its history, a working tree of another clone, a packed branch) nothing is known.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const char head[] = {
#if defined(__has_embed)
#if __has_embed("../../.git/HEAD")
#embed "../../.git/HEAD" suffix(,)
#endif
#endif
    0};

static const char main_branch[] = {
#if defined(__has_embed)
#if __has_embed("../../.git/refs/heads/main")
#embed "../../.git/refs/heads/main" suffix(,)
#endif
#endif
    0};

const char *kernel_built_commit(void) {
  return strcmp(head, "ref: refs/heads/main\n") == 0 ? main_branch : head;
}
