#ifndef MPI_SHIMS_H
#define MPI_SHIMS_H

// Functions in place of the macros that are MPI's constants, which Swift doesn't see. A failure ends the
// job, as is MPI's default.

#include <mpi.h>
#include <stdio.h>

/// Begins, with calls from several threads, one at a time.
static inline void mpi_shims_begin(void) {
  int provided;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
  if (provided < MPI_THREAD_SERIALIZED) {
    fputs("descent: this MPI takes calls from one thread alone, but gradients are sent from another\n", stderr);
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
}

/// Ends; the last call.
static inline void mpi_shims_end(void) { MPI_Finalize(); }

/// Ends all processes of the job.
static inline void mpi_shims_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

static inline int mpi_shims_rank(void) {
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

static inline int mpi_shims_count(void) {
  int count;
  MPI_Comm_size(MPI_COMM_WORLD, &count);
  return count;
}

/// Sends each rank the part that lies at its place, and receives theirs in the order of the ranks.
static inline void mpi_shims_exchange(
    const float *parts, const int *counts, const int *starts, float *received,
    const int *receivedCounts, const int *receivedStarts) {
  MPI_Alltoallv(
      parts, counts, starts, MPI_FLOAT, received, receivedCounts, receivedStarts, MPI_FLOAT,
      MPI_COMM_WORLD);
}

/// Receives the numbers of all ranks, in their order.
static inline void mpi_shims_gather(
    const float *own, int count, float *all, const int *counts, const int *starts) {
  MPI_Allgatherv(own, count, MPI_FLOAT, all, counts, starts, MPI_FLOAT, MPI_COMM_WORLD);
}

/// Receives as many numbers of all ranks, in double precision.
static inline void mpi_shims_gather_double(const double *own, double *all, int count) {
  MPI_Allgather(own, count, MPI_DOUBLE, all, count, MPI_DOUBLE, MPI_COMM_WORLD);
}

#endif
