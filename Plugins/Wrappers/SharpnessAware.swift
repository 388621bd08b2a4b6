public import Autodiff
import Kernels
public import Optimization
public import Storing

/// Takes the step of an optimizer with the gradient at the steepest point nearby.
///
/// ```text
/// e = ρ g / ‖g‖              ‖ ‖ over all elements of all groups with a gradient
///     ρ θ² g / ‖θ g‖         adaptive, element by element
/// g̃ = the gradient at θ + e
/// θ ← one step of the optimizer inside from θ with g̃
/// ```
///
/// ```swift
/// let weight = Parameter("weight", [1])
/// let group = ParameterGroup("all", [weight])
/// func square() { weight.setGradient(weight.value.map { 2 * $0 }) }
/// var optimizer = try Optimizer(.sgd(learningRate: .constant(0.25))).sharpnessAware(rho: 0.5)
/// square()
/// try optimizer.step([group]) { square() }
/// #expect(Array(weight.value) == [0.25])
/// ```
///
/// The step needs a closure that computes the gradients of the same loss anew; it is called once, with
/// all gradients cleared and the parameters at θ + e. After the step the gradients are g̃.
///
/// - Source: Foret et al., ICLR 2021, Algorithm 1, <https://arxiv.org/abs/2010.01412>; adaptive: Kwon
///   et al., ICML 2021, Algorithm 1, <https://arxiv.org/abs/2102.11600>.
/// - Differs: p = 2 only. Kwon et al. add 0.01 to |θ|; nothing is added here, as in pytorch_optimizer.
///   Both divide by the norm plus 1e-12 in their code; here θ does not move where the norm is 0.
///   θ is put back from a copy, not by subtracting e.
/// - Edge cases: a step without a closure traps. A parameter without a gradient stays at θ. Where the
///   base throws, parameters and state are as they were; the gradients are the closure's.
/// - Complexity: one array; a second gradient, a norm and three passes.
public struct SharpnessAware<Base: GroupStepper>: GroupStepper {
  /// What takes the steps.
  public var base: Base

  /// ρ, how far away the second gradient is taken, in `0...`; 0.05 is the paper's default.
  public let rho: Double

  /// Whether the distance of each element is measured in units of its value.
  ///
  /// Kwon et al. then use a ρ ten times as large.
  public let adaptive: Bool

  /// The parameters before they move to the second point.
  private var kept = KeptGroups(arrays: 1)

  /// Creates the wrapper.
  public init(_ base: Base, rho: Double = 0.05, adaptive: Bool = false) {
    self.base = base
    self.rho = rho
    self.adaptive = adaptive
    requireValid([Bound(\.rho, in: 0...)])
  }

  public var stepCount: Int { base.stepCount }

  /// Takes a step with the gradients that the closure computes.
  ///
  /// - Parameters:
  ///   - groups: all groups, with their gradients at the parameters.
  ///   - recompute: computes the gradients anew, at the values that the parameters have when it is
  ///     called; must not be nil.
  /// - Returns: what the step did; its norms are those of the second gradient.
  /// - Throws: `OptimizerError`; then parameters and state are as they were.
  @discardableResult
  public mutating func step(
    _ groups: [ParameterGroup], recompute: (() -> Void)?
  ) throws(OptimizerError) -> StepReport {
    guard let recompute else {
      fatalError(
        "SharpnessAware: recompute must be a closure that computes the gradients, but is nil")
    }
    kept.bind(groups)
    let norm = kept.current.reduce(0) { $0 + $1.steepness(adaptive: adaptive) }.squareRoot()
    for group in kept.current {
      group.arrays[0].copy(group.group.values)
      if norm > 0 { group.climb(by: rho / norm, adaptive: adaptive) }
      group.group.clearGradients()
    }
    recompute()
    for group in kept.current { group.group.values.copy(group.arrays[0]) }
    return try base.step(groups, recompute: recompute)
  }
}

@available(*, unavailable)
extension SharpnessAware: Sendable {}

extension SharpnessAware: ResumableStepper where Base: ResumableStepper {
  public mutating func transferState(
    through checkpoint: inout Checkpoint
  ) throws(OptimizerError) {
    try base.transferState(through: &checkpoint)
    // The copy of the parameters is needed within a step only.
    if checkpoint.isLoading { kept = KeptGroups(arrays: 1) }
  }
}

extension KeptGroup {
  /// Σ g², or Σ (θ g)², over the parameters with a gradient.
  fileprivate func steepness(adaptive: Bool) -> Double {
    var sum = 0.0
    for parameter in group.parameters {
      guard let gradient = parameter.gradient else { continue }
      sum +=
        adaptive
        ? sumOfSquaredProducts(parameter.value.span, gradient.span) : sumOfSquares(gradient.span)
    }
    return sum
  }

  /// Moves the parameters with a gradient uphill.
  fileprivate func climb(by scale: Double, adaptive: Bool) {
    let scale = Float(scale)
    for parameter in group.parameters {
      guard let slope = parameter.gradient else { continue }
      let value = parameter.value
      let gradient = slope.span
      var values = value.mutableSpan
      if adaptive {
        for i in values.indices { values[i] += values[i] * values[i] * (gradient[i] * scale) }
      } else {
        values.add(gradient, times: scale)
      }
    }
  }
}

/// Σ (a b)².
private func sumOfSquaredProducts(_ a: Span<Float>, _ b: Span<Float>) -> Double {
  var sum = 0.0
  for i in a.indices {
    let product = Double(a[i]) * Double(b[i])
    sum += product * product
  }
  return sum
}

extension GroupStepper {
  /// The same steps, with the gradients at the steepest point nearby; they need a closure that computes
  /// the gradients anew.
  public func sharpnessAware(rho: Double = 0.05, adaptive: Bool = false) -> SharpnessAware<Self> {
    SharpnessAware(self, rho: rho, adaptive: adaptive)
  }
}
