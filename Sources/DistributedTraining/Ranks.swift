import Foundation

#if MPI
  import MPIShims
#endif

/// The processes that this one was started with.
public enum Ranks {
  /// All processes of the job, or this one alone where it was started by itself.
  ///
  /// - Returns: the processes; the same on every call.
  /// - Throws: `RanksError` where several were started, but the package was built without the trait MPI.
  public static func started() throws(RanksError) -> any Communicator {
    let environment = ProcessInfo.processInfo.environment
    let counts = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MPI_LOCALNRANKS"].compactMap {
      environment[$0].flatMap(Int.init)
    }
    // A process that was started by itself has nobody to wait for, and needs no MPI.
    guard let count = counts.first, count > 1 else { return Alone() }
    #if MPI
      return world
    #else
      throw RanksError(count: count)
    #endif
  }

  /// Ends this process and, since the others would wait for it, all of them.
  ///
  /// - Parameter code: what the shell hears.
  public static func abort(_ code: Int32) -> Never {
    #if MPI
      if let ranks = try? started(), ranks.count > 1 { mpi_shims_abort(code) }
    #endif
    exit(code)
  }

  #if MPI
    private static let world: any Communicator = MPIRanks()
  #endif
}

/// Why processes can't find each other; its description is one line.
public struct RanksError: Error, Hashable, Sendable, CustomStringConvertible {
  /// How many were started.
  public let count: Int

  /// The reason, and what helps.
  public var description: String {
    "\(count) processes were started together, but this program was built without MPI, and each would do "
      + "all of the job; build it with --traits MPI"
  }
}

#if MPI
  /// The processes that `mpirun` has started; calls come from one thread at a time.
  private struct MPIRanks: Communicator {
    let rank: Int
    let count: Int

    init() {
      mpi_shims_begin()
      atexit { mpi_shims_end() }
      rank = Int(mpi_shims_rank())
      count = Int(mpi_shims_count())
    }

    func exchange(
      _ parts: Span<Float>, counts: [Int], _ received: inout MutableSpan<Float>
    ) {
      let (sent, came) = (places(counts), places(counts.map { _ in counts[rank] }))
      unsafe parts.withUnsafeBufferPointer { parts in
        unsafe received.withUnsafeMutableBufferPointer { received in
          unsafe mpi_shims_exchange(
            parts.baseAddress, sent.counts, sent.starts, received.baseAddress, came.counts,
            came.starts)
        }
      }
    }

    func gather(_ own: Span<Float>, counts: [Int], _ all: inout MutableSpan<Float>) {
      let came = places(counts)
      unsafe own.withUnsafeBufferPointer { own in
        unsafe all.withUnsafeMutableBufferPointer { all in
          unsafe mpi_shims_gather(
            own.baseAddress, Int32(own.count), all.baseAddress, came.counts, came.starts)
        }
      }
    }

    /// How many numbers there are of each rank, and where they begin, as MPI takes them.
    private func places(_ counts: [Int]) -> (counts: [Int32], starts: [Int32]) {
      var start = 0
      let starts = counts.map { count in
        defer { start += count }
        return Int32(start)
      }
      return (counts.map(Int32.init), starts)
    }

    func gather(_ own: [Double]) -> [[Double]] {
      var all = [Double](repeating: 0, count: own.count * count)
      unsafe own.withUnsafeBufferPointer { own in
        unsafe all.withUnsafeMutableBufferPointer { all in
          unsafe mpi_shims_gather_double(own.baseAddress, all.baseAddress, Int32(own.count))
        }
      }
      return (0..<count).map { Array(all[($0 * own.count)..<(($0 + 1) * own.count)]) }
    }
  }
#endif
