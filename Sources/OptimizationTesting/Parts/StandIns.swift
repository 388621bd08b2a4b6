import Autodiff
import Optimization

/// The gradient itself, where a moment estimator must stand.
struct PlainGradient: MomentEstimator {
  var gainFormula: String? { "1" }
  var equations: [String] { ["d ← g"] }
  func gain(meanSecondMoment: Double, at step: Int) -> Double? { 1 }
  func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any MomentPass { Pass() }

  private struct Pass: MomentPass {
    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices { direction[i] = tile.gradient[i] }
    }
  }
}

/// The direction as it is, where a preconditioner must stand.
struct PlainDirection: Preconditioner {
  var gainFormula: String? { "1" }
  var equations: [String] { [] }
  func gain(meanSecondMoment: Double, at step: Int) -> Double? { 1 }
  func pass(at step: StepContext, scalars: inout MutableSpan<Double>) -> any PreconditionerPass {
    Pass()
  }

  private struct Pass: PreconditionerPass {
    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {}
  }
}

/// A decay in proportion to the learning rate.
struct PlainDecay: DecayPolicy {
  let rate: Double
  func rate(at step: DecayContext) -> Double { step.learningRate * rate }
  func rateFormula(gain: String) -> String { "η·\(brief(rate))" }
}

/// A learning rate that falls as 1/t.
struct PlainSchedule: LearningRateSchedule {
  var peakLearningRate: Double? { 0.125 }
  func learningRate(at step: Int) -> Double { 0.125 / Double(step) }
  func formula(_ t: String) -> String { "0.125 / \(t)" }
}

extension Composition {
  /// The plainest parts of all roles.
  static var plain: Composition {
    Composition(
      moments: PlainGradient(), preconditioner: PlainDirection(), decay: PlainDecay(rate: 0.5),
      schedule: PlainSchedule())
  }
}
