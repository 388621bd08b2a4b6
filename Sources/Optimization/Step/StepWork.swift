import Kernels

/// A way over the elements of a group, in a step.
package enum StepPass: Int, CaseIterable, Sendable {
  /// Everything in one loop.
  case fused
  /// Everything, or one half of it, tile by tile or parameter by parameter.
  case tiled
  /// A read of the gradients for the sum of their squares.
  case energy
  /// A schedule listens.
  case listening
}

/// How often threads began a loop of each kind, and over how many elements: what a step costs, without a
/// clock.
package struct StepWork: Sendable, Hashable {
  /// What was done of one kind.
  package struct Count: Sendable, Hashable {
    package var loops = 0
    package var elements = 0
  }

  private var counts = Array(repeating: Count(), count: StepPass.allCases.count)

  /// What was done of a kind.
  package subscript(pass: StepPass) -> Count { counts[pass.rawValue] }

  /// What was done since an earlier count.
  package func since(_ earlier: StepWork) -> StepWork {
    var work = self
    for k in counts.indices {
      work.counts[k].loops -= earlier.counts[k].loops
      work.counts[k].elements -= earlier.counts[k].elements
    }
    return work
  }
}

extension StepWork {
  /// The distance from a thread's numbers to the next one's: one cache line, which no two threads share.
  static let stride = 2 * StepPass.allCases.count

  /// Adds up what all threads have counted.
  init(_ block: Block<Int>) {
    let numbers = block.span
    for thread in 0..<(block.count / Self.stride) {
      for k in counts.indices {
        counts[k].loops += numbers[thread * Self.stride + 2 * k]
        counts[k].elements += numbers[thread * Self.stride + 2 * k + 1]
      }
    }
  }
}

extension Room {
  /// Counts a loop that the thread begins.
  func note(_ pass: StepPass, over elements: Int) {
    let block = work
    var numbers = block.mutableSpan
    let place = share * StepWork.stride + 2 * pass.rawValue
    numbers[place] &+= 1
    numbers[place + 1] &+= elements
  }
}

extension OptimizerState {
  /// What was done in all steps since there has been room for as many threads and elements.
  package var work: StepWork { StepWork(room.work) }
}
