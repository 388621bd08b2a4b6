public import Optimization
public import Storing

private let start: Formula = "θ₀"
private let x: Formula = "x"
private let r: Formula = "r"
private let G: Formula = "G"

/// How far a group has come, over the root of all squared gradients so far: DoG.
///
/// ```text
/// rₜ = max(rₜ₋₁, ‖θₜ − θ₀‖)              r₁ = initialDistance · (1 + ‖θ₀‖)
/// Gₜ = Gₜ₋₁ + ‖gₜ‖²
/// η(t) = base(t) · rₜ / √(Gₜ + ε)        norms and sums of each group
/// ```
///
/// Weighed by the distance (DoWG), rₜ² ‖gₜ‖² is added up, and rₜ² stands over the root.
///
/// ```swift
/// let weight = Parameter("weight", [3, 4])
/// let group = ParameterGroup("all", [weight])
/// var optimizer = try Optimizer(
///   .sgd(learningRate: .constant(1).distanceOverGradients(initialDistance: 0.5, epsilon: 0)))
/// weight.setGradient([0, 2])
/// #expect(try optimizer.step([group]).learningRate == 0.5 * (1 + 5) / 2)
/// ```
///
/// - Source: Ivgi, Hinder and Carmon, 2023, Algorithm 1, <https://arxiv.org/abs/2302.12022>; group by
///   group, with ε and a first distance relative to ‖θ₀‖, as in the authors' code. Weighed: Khaled,
///   Mishchenko and Jin, 2023, Algorithm 1, <https://arxiv.org/abs/2305.16284>.
/// - Differs: nothing; the average of the iterates that the source pleads for is a wrapper's.
/// - Edge cases: a group begins with the first step in which it has a gradient that is not 0. The source is about plain descent:
///   with a preconditioner, ‖g‖ would measure what isn't taken, so only the identity is allowed.
/// - Complexity: one array, and one read of gradients, parameters and it before the pass.
public struct DistanceOverGradients: ListeningSchedule, ScheduleModifier {
  public static let name = "distanceOverGradients"
  public static let source = "Ivgi, Hinder and Carmon, 2023, Algorithm 1 (DoG)"

  /// What is multiplied; 1 in the source.
  @Held public var base: any LearningRateSchedule

  /// The distance before the first step, relative to 1 + ‖θ₀‖, above 0; the authors' default is 1e-6.
  public let initialDistance: Double

  /// ε, in the units of the squared gradient norm, in `0...`; the authors' default is 1e-8.
  public let epsilon: Double

  /// Whether gradients count in proportion to the distance at which they were met: DoWG.
  public let weighsByDistance: Bool

  public var bounds: [Bound<Self>] {
    [.baseHearsNothing, Bound(\.initialDistance, above: 0), Bound(\.epsilon, in: 0...)]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("θ₀", start: .parameters)]
  }

  public var lines: [Assignment] {
    let p = Numbers(self)
    let first = p.initialDistance * (1 + √x)
    // Until there has been a gradient, every step is the first.
    let hasBegun = G .> 0
    return [
      // ‖θ₀‖ at the first step, where the distance is 0 anyway.
      x ← .sum((.θ - hasBegun.named("later") * start) ** 2, over: .group),
      r ← (G .== 0) * first + hasBegun * .max(r, √x),
      G ← G + weight * .sum(.g ** 2, over: .group),
    ]
  }

  private var weight: Formula { weighsByDistance ? r ** 2 : 1 }

  public var rate: Formula {
    base.rate * (weighsByDistance ? weight : r) / √(G + Numbers(self).epsilon)
  }

  public var peakLearningRate: Double? { nil }

  public func refusal(in composition: Composition) -> String? {
    composition.refusalOfPreconditioner
  }

  public func listener(at step: StepContext) -> any Listener {
    Distance(later: Float(step["later"]))
  }

  private struct Distance: Listener {
    let later: Float

    func hear(_ terms: inout StateView, tile: Tile, state: inout StateView) {
      for i in tile.gradient.indices {
        let distance = tile.parameters[i] - later * state[0, i]
        terms[0, i] = distance * distance
        terms[1, i] = tile.gradient[i] * tile.gradient[i]
      }
    }
  }
}

extension LearningRateSchedule {
  /// The schedule times the distance from the start over the root of all squared gradients: DoG.
  public func distanceOverGradients(
    initialDistance: Double = 1e-6, epsilon: Double = 1e-8, weighsByDistance: Bool = false
  ) -> DistanceOverGradients {
    DistanceOverGradients(
      base: self, initialDistance: initialDistance, epsilon: epsilon,
      weighsByDistance: weighsByDistance
    ).checked()
  }
}

extension Composition {
  /// Why a schedule that measures by plain gradients can't stand here, or nil where it can.
  var refusalOfPreconditioner: String? {
    preconditioner.lines.isEmpty
      ? nil
      : "it measures by the gradients that are descended along, "
        + "but \(type(of: preconditioner)) rescales them; its source is about plain descent"
  }
}
