import Descent
import Foundation
import Kernels
import Synchronization
import Testing

/// `Optimizer.threads` counts for what parts do inside, too.
@Suite struct ThreadLimitTests {
  @Test func `one thread is one thread, in loops of parts, too`() throws {
    let weight = Parameter("weight", shape: [4, 4], Array(repeating: 1, count: 16))
    weight.setGradient(Array(repeating: 1, count: 16))
    var optimizer = try Optimizer(
      moments: .gradient, preconditioner: Looping(), decay: .none, schedule: .constant(0.1))
    optimizer.threads = 1
    try optimizer.step([ParameterGroup("all", [weight])])
    let own = ObjectIdentifier(Thread.current)
    #expect(Looping.threads.withLock { $0 } == [own])
    // Elsewhere all threads are free again.
    #expect(limitThreads(to: .max) == .max)
  }
}

/// Remembers the threads of a loop of its own.
private struct Looping: Preconditioner {
  static let name = "looping"
  static let threads = Mutex<Set<ObjectIdentifier>>([])

  var granularity: Granularity { .parameter }
  var lines: [Assignment] { [] }

  func pass(at step: StepContext) -> any PreconditionerPass { Pass() }

  struct Pass: PreconditionerPass {
    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for _ in 0..<50 {
        forEachInParallel(count: 8) { _ in
          let thread = ObjectIdentifier(Thread.current)
          Looping.threads.withLock { _ = $0.insert(thread) }
          Thread.sleep(forTimeInterval: 1e-5)
        }
      }
    }
  }
}
