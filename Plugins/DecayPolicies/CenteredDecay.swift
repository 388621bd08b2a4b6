public import Optimization

/// Pulls every parameter toward another place than zero: where it began, or where it has been.
///
/// ```text
/// θ ← θ − Rₜ (θ − c)          in the gradient: g ← g + λ (θ − c)
/// c = θ₀                      the initial parameters, or
/// cₜ = β cₜ₋₁ + (1 − β) θ     their average over the steps, from c₀ = θ₀
/// ```
///
/// ```swift
/// let decay = DecoupledDecay(rate: 0.1).toward(.start)
/// #expect(decay.pullFormula == "(θ − θ₀)")
/// ```
///
/// - Source: Li, Grandvalet and Davoine, 2018 (L²-SP), equation 3, <https://arxiv.org/abs/1802.01483>.
/// - Differs: the paper has the start in the gradient only. The average is that of the HeavyBall
///   library, except that it begins at θ₀; theirs begins at 0 and is bias-corrected.
/// - Edge cases: the average moves only in steps that decay, and only where the decay acts on the
///   parameters; the penalty may be measured twice a step.
/// - Complexity: one array of state; one pass.
public struct CenteredDecay<Base: DecayPolicy>: DecayModifier {
  /// What the parameters are pulled toward.
  public enum Center: Sendable, Hashable, Codable {
    /// The values before the first step.
    case start

    /// The exponential average of the values, of which `beta` is kept at a step, in `0 ..< 1`.
    case average(beta: Double)
  }

  /// How much is decayed, and where it enters.
  public let base: Base

  /// What the parameters are pulled toward.
  public let center: Center

  /// Creates the decay.
  ///
  /// - Parameters:
  ///   - base: a decay in proportion to the parameter.
  ///   - center: what the parameters are pulled toward.
  public init(_ base: Base, toward center: Center) {
    self.base = base
    self.center = center
    requireValid()
  }

  private var beta: Double? {
    if case .average(let beta) = center { beta } else { nil }
  }

  public var rules: [Rule] {
    let rules =
      base.rules + [
        Rule("base", must: "pull in proportion to the parameter", holds: base.pullFormula == "θ")
      ]
    guard let beta else { return rules }
    return rules + [
      Rule("beta", beta, in: 0..<1),
      Rule("base", must: "act on the parameters", holds: base.entry == .parameters),
    ]
  }

  public func stateArrays(for shape: [Int]) -> [StateArray] {
    [StateArray("center", start: .parameters)]
  }

  private var symbol: String { beta == nil ? "θ₀" : "θ̄" }

  public func equations(rate: String) -> [String] {
    let start = "\(symbol) ← [t = 1]·θ + [t > 1]·\(symbol)"
    guard let beta else { return [start] }
    return [start, "θ̄ ← θ̄ + [\(rate) > 0]·(1 − \(brief(beta)))·(θ − θ̄)"]
  }

  public var pullFormula: String { "(θ − \(symbol))" }

  public func pass(rate: Double) -> any DecayPass {
    CenteredPass(
      rate: Float(rate), kept: beta.map { Float($0) } ?? 1,
      joining: beta.map { Float(1 - $0) } ?? 0)
  }
}

private struct CenteredPass: DecayPass {
  let rate: Float
  /// What the center keeps of itself, and takes of the value.
  let kept: Float
  let joining: Float

  func add(to gradient: inout MutableSpan<Float>, parameters: Span<Float>, state: inout StateView) {
    for i in gradient.indices { gradient[i] += rate * (parameters[i] - state[0, i]) }
  }

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
  public func toward(_ center: CenteredDecay<Self>.Center) -> CenteredDecay<Self> {
    CenteredDecay(self, toward: center)
  }
}
