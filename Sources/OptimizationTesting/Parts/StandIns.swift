import Kernels
import Autodiff
import Optimization

/// The gradient itself, where a moment estimator must stand.
struct PlainGradient: MomentEstimator {
  static let name = "plainGradient"
  var lines: [Assignment] { [.d ← .g] }
  var gain: Formula? { 1 }
  func pass(at step: StepContext) -> any MomentPass { Pass() }

  private struct Pass: MomentPass {
    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      direction.copy(tile.gradient)
    }
  }
}

/// The direction as it is, where a preconditioner must stand.
struct PlainDirection: Preconditioner {
  static let name = "plainDirection"
  var lines: [Assignment] { [] }
  var gain: Formula? { 1 }
  func pass(at step: StepContext) -> any PreconditionerPass { Pass() }

  private struct Pass: PreconditionerPass {
    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {}
  }
}

/// A decay in proportion to the learning rate.
struct PlainDecay: DecayPolicy {
  static let name = "plainDecay"
  let rate: Double
  var share: Formula { .η * Numbers(self).rate }
}

/// A learning rate that falls as 1/t.
struct PlainSchedule: LearningRateSchedule {
  static let name = "plainSchedule"
  var rate: Formula { 0.125 / .t }
  var peakLearningRate: Double? { 0.125 }
}

extension Composition {
  /// The plainest parts of all roles.
  static var plain: Composition {
    Composition(
      moments: PlainGradient(), preconditioner: PlainDirection(), decay: PlainDecay(rate: 0.5),
      schedule: PlainSchedule())
  }
}
