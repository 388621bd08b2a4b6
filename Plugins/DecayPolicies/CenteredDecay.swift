public import Optimization
public import Storing

private let c: Formula = "center"

/// Pulls every parameter toward another place than zero: where it began, or where it has been.
///
/// ```text
/// θ ← θ − Rₜ (θ − c)          in the gradient: g ← g + λ (θ − c)
/// c = θ₀                      the initial parameters, or
/// cₜ = β cₜ₋₁ + (1 − β) θ     their average over the steps, from c₀ = θ₀
/// ```
///
/// ```swift
/// let decay: any DecayPolicy = .decoupled(0.1).toward(.start)
/// #expect(decay.pull.description == "θ − center")
/// ```
///
/// - Source: Li, Grandvalet and Davoine, 2018 (L²-SP), equation 3, <https://arxiv.org/abs/1802.01483>.
/// - Differs: the paper has the start in the gradient only. The average is that of the HeavyBall
///   library, except that it begins at θ₀; theirs begins at 0 and is bias-corrected.
/// - Edge cases: the average moves only in steps that decay, and only where the decay acts on the
///   parameters; the penalty may be measured twice a step.
/// - Complexity: one array of state; one pass.
public struct CenteredDecay: DecayModifier {
  public static let name = "centered"
  public static let source = "Li, Grandvalet and Davoine, 2018 (L2-SP)"

  /// What the parameters are pulled toward.
  public enum Center: Sendable, Hashable, Codable, BoundedValue {
    /// The values before the first step.
    case start

    /// The exponential average of the values, of which `beta` is kept at a step, in `0 ..< 1`.
    case average(beta: Double)

    /// β of the average.
    public var boundedNumbers: [Double] {
      if case .average(let beta) = self { [beta] } else { [] }
    }
  }

  /// How much is decayed, and where it enters: a decay in proportion to the parameter.
  @Held public var base: any DecayPolicy

  /// What the parameters are pulled toward.
  public let center: Center

  private var beta: Double? { center.boundedNumbers.first }

  public var bounds: [Bound<Self>] {
    if beta == nil { return [.basePullsInProportion] }
    return [.basePullsInProportion, Bound(\.center, in: 0..<1), .baseActsOnParameters]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("center", start: .parameters)]
  }

  public var lines: [Assignment] {
    let pull = lines(pullingBy: .θ - c)
    guard let beta else { return pull }
    return [c ← c + (.R .> 0) * (1 - Formula(beta)) * (.θ - c)] + pull
  }

  public func pass(at step: StepContext) -> any DecayPass {
    guard let beta else { return FixedPass(rate: Float(step.decay)) }
    return MovingPass(rate: Float(step.decay), kept: Float(beta), joining: Float(1 - beta))
  }
}

private struct FixedPass: DecayPass {
  let rate: Float

  func pull(
    _ target: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
    state: inout StateView
  ) {
    for i in target.indices { target[i] += rate * (parameters[i] - state[0, i]) }
  }
}

private struct MovingPass: DecayPass {
  let rate: Float
  /// What the center keeps of itself, and takes of the value.
  let kept: Float
  let joining: Float

  func pull(
    _ step: inout MutableSpan<Float>, parameters: Span<Float>, direction: Span<Float>,
    state: inout StateView
  ) {
    for i in step.indices {
      let value = parameters[i]
      let center = kept * state[0, i] + joining * value
      state[0, i] = center
      step[i] += rate * (value - center)
    }
  }
}

extension DecayPolicy {
  /// The same decay, toward another place than zero.
  public func toward(_ center: CenteredDecay.Center) -> CenteredDecay {
    CenteredDecay(base: self, center: center).checked()
  }
}
