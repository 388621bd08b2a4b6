import DistributedTraining
import Foundation
import Testing

// With MPI, the others would have to be there.
#if !MPI
  /// What a launcher says in the environment, in a process of its own.
  @Suite struct RanksTests {
    private static let launchers = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MPI_LOCALNRANKS"]

    @Test(arguments: [1, 2, 3, 12])
    func `one process needs no MPI, and several are refused without it`(_ count: Int) async throws {
      for launcher in Self.launchers {
        await #expect(processExitsWith: .success) {
          [launcher = launcher as String, count = count as Int] in
          for other in RanksTests.launchers { unsafe unsetenv(other) }
          unsafe setenv(launcher, "\(count)", 1)
          do {
            let ranks = try Ranks.started()
            #expect(count == 1 && ranks.count == 1 && ranks.rank == 0)
          } catch {
            #expect(count > 1 && (error as? RanksError)?.count == count)
            #expect("\(error)".hasPrefix("\(count) processes were started together"))
          }
        }
      }
    }
  }
#endif
