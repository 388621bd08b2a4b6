import Optimization
import Synchronization

/// Decays by a hundredth even where its rate is 0.
struct FlooredDecay: DecayPolicy {
  static let name = "floored"
  let rate: Double
  var share: Formula { .η * .max(Numbers(self).rate, 0.01) }
}

/// Decays by the gain of the other parts alone, and calls that the learning rate.
struct RestlessDecay: DecayPolicy {
  static let name = "restless"
  var share: Formula { 0.01 * (.gain - 1) }
}

/// Counts its calls instead of the steps, as schedules do that change themselves.
struct CountingSchedule: LearningRateSchedule {
  static let name = "counting"
  private static let calls = Mutex(0)

  var peakLearningRate: Double? { 1 }

  var rate: Formula {
    Self.calls.withLock { calls in
      calls += 1
      return 1 / Formula(calls)
    }
  }
}

/// Writes only one of its two numbers into JSON.
struct ForgetfulSchedule: LearningRateSchedule {
  static let name = "forgetful"
  let first: Double
  var factor = 1.0

  var rate: Formula { Formula(first * factor) }
  var peakLearningRate: Double? { first * factor }

  private enum CodingKeys: CodingKey { case first }
}

/// One rate for the first hundred steps, another from then on, and a peak that need not be theirs.
struct ListedRate: LearningRateSchedule {
  static let name = "listed"
  let first: Double
  let later: Double
  let peak: Double

  var rate: Formula { .table(Array(repeating: first, count: 100) + [later], .t) }
  var peakLearningRate: Double? { peak }
}

/// Grows beyond all numbers at the hundredth step, and states no peak.
struct EndlessRate: LearningRateSchedule {
  static let name = "endless"
  var rate: Formula { 1 / .max(0, 100 - .t) }
  var peakLearningRate: Double? { nil }
}

/// Starts with a number that depends on the parameter's shape, and says that it looks at elements.
struct ShapedEstimator: MomentEstimator {
  static let name = "shaped"
  var lines: [Assignment] { [.d ← "n" * .g] }

  func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("n", start: .constant(Float(shape.reduce(1, *))))]
  }

  func pass(at step: StepContext) -> any MomentPass { Pass() }

  struct Pass: MomentPass {
    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices { direction[i] = state[0, i] * tile.gradient[i] }
    }
  }
}

/// An estimator that does not do what it says.
struct BrokenEstimator: MomentEstimator {
  enum Blunder: String, Codable {
    /// Gives the first element of a tile twice its gradient.
    case seesTiles
    /// Adds the gradient of the element before.
    case seesNeighbours
    /// Loses negative gradients.
    case losesSigns
  }

  let blunder: Blunder
  /// The first step of which it is so.
  var start = 1

  static let name = "broken"
  var lines: [Assignment] { [.d ← .g] }

  func pass(at step: StepContext) -> any MomentPass {
    Pass(blunder: step.step < start ? nil : blunder)
  }

  struct Pass: MomentPass {
    let blunder: Blunder?

    func estimate(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices {
        direction[i] = tile.gradient[i]
        switch blunder {
        case .seesTiles where i == 0: direction[i] *= 2
        case .seesNeighbours where i > 0: direction[i] += tile.gradient[i - 1]
        case .losesSigns: direction[i] = max(direction[i], 0)
        default: break
        }
      }
    }
  }
}

/// A schedule whose listener does not hear what its lines say.
struct BrokenRate: ListeningSchedule {
  enum Blunder: String, Codable {
    /// Adds up the gradients' sizes, not their squares.
    case hearsOtherTerms
    /// Counts the first element of a tile twice.
    case hearsTiles
  }

  let blunder: Blunder

  static let name = "brokenRate"
  var lines: [Assignment] { ["n" ← .sum(.g ** 2)] }
  var rate: Formula { 1 / (1 + "n") }
  var peakLearningRate: Double? { 1 }

  func listener(at step: StepContext) -> any Listener { Ear(blunder: blunder) }

  struct Ear: Listener {
    let blunder: Blunder

    func hear(_ terms: inout StateView, tile: Tile, state: inout StateView) {
      for i in tile.gradient.indices {
        let g = tile.gradient[i]
        terms[0, i] = blunder == .hearsOtherTerms ? abs(g) : i == 0 ? 2 * g * g : g * g
      }
    }
  }
}

/// Loses negative directions.
struct OneSidedDirection: Preconditioner {
  static let name = "oneSidedDirection"
  var lines: [Assignment] { [] }
  func pass(at step: StepContext) -> any PreconditionerPass { Pass() }

  struct Pass: PreconditionerPass {
    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      for i in direction.indices { direction[i] = max(direction[i], 0) }
    }
  }
}

/// Stops gradients at ends that it does not say.
struct StoppedGradient: GradientTransform {
  let ends: ClosedRange<Float>

  static let name = "stoppedGradient"
  var lines: [Assignment] { [] }
  func action(at step: StepContext) -> TransformAction { .rewrite(Pass(ends: ends)) }

  struct Pass: TransformPass {
    let ends: ClosedRange<Float>

    func rewrite(
      _ gradient: inout MutableSpan<Float>, parameters: Span<Float>, offset: Int,
      state: inout StateView
    ) {
      for i in gradient.indices {
        gradient[i] = min(max(gradient[i], ends.lowerBound), ends.upperBound)
      }
    }
  }
}
