import Descent
import Testing

/// Theorem 1 of Xie et al., NeurIPS 2023: under a learning rate that keeps changing, vanilla decay has
/// no stationary point but 0, and decoupled decay has one.
@Suite struct AlternatingRateTests {
  /// Where descent on ½(θ − 1)² is after a long time, at an odd and at an even step.
  private func limits(_ decay: any DecayPolicy) throws -> [Double] {
    var optimizer = try Optimizer(.descent(decay, schedule: .alternating(0.1, 0.2)))
    let parameter = Parameter("θ", [0])
    let group = ParameterGroup("all", [parameter])
    return try (1...400).map { _ in
      parameter.setGradient([parameter.value[0] - 1])
      try optimizer.step([group])
      return Double(parameter.value[0])
    }.suffix(2)
  }

  @Test func `vanilla decay goes to and fro for ever`() throws {
    // The fixed points of the two affine maps, one after the other: with a = 1 − λ′ − η₁ and
    // b = 1 − λ′ − η₂, θ = (b η₁ + η₂) / (1 − a b) behind the second.
    let (a, b) = (1 - 0.05 - 0.1, 1 - 0.05 - 0.2)
    let even = (b * 0.1 + 0.2) / (1 - a * b)
    let odd = a * even + 0.1
    let tolerance = Tolerance()
    let found = try limits(.vanilla(0.05))
    #expect(tolerance.holds(found.map { Float($0) }, [odd, even], steps: 2))
    #expect(abs(odd - even) > 0.01)
  }

  @Test func `decoupled decay comes to rest`() throws {
    // ∇L(θ) + λ θ = 0: θ = 1 / (1 + λ).
    let found = try limits(.decoupled(1.0 / 3))
    #expect(Tolerance().holds(found.map { Float($0) }, [0.75, 0.75], steps: 2))
  }
}
