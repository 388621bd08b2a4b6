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
  /// The processes that `mpirun` has started; all calls come from one thread.
  private struct MPIRanks: Communicator {
    let rank: Int
    let count: Int

    init() {
      mpi_shims_begin()
      atexit { mpi_shims_end() }
      rank = Int(mpi_shims_rank())
      count = Int(mpi_shims_count())
    }

    func exchange(_ parts: Span<Float>, _ received: inout MutableSpan<Float>) {
      unsafe parts.withUnsafeBufferPointer { parts in
        unsafe received.withUnsafeMutableBufferPointer { received in
          unsafe mpi_shims_exchange(
            parts.baseAddress, received.baseAddress, Int32(parts.count / count))
        }
      }
    }

    func gather(_ own: Span<Float>, _ all: inout MutableSpan<Float>) {
      unsafe own.withUnsafeBufferPointer { own in
        unsafe all.withUnsafeMutableBufferPointer { all in
          unsafe mpi_shims_gather(own.baseAddress, all.baseAddress, Int32(own.count))
        }
      }
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
