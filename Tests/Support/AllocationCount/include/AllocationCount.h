#ifndef AllocationCount_h
#define AllocationCount_h

/// The number of times that this thread has asked for memory; -1 where nobody can count.
long allocationCount(void);

#endif
