import Descent
import OptimizationTesting
import OutsideComponents
import Testing

@Suite struct SmoothClipTests {
  @Test func `keeps the laws`() throws {
    try GradientTransformLaws().check(SmoothClip.smoothClip(limit: 2))
  }

  @Test func `steps as it says`() throws {
    try Drive.expect(
      Composition(
        transforms: [.smoothClip(limit: 2)], moments: .gradient, preconditioner: .identity,
        decay: .none, schedule: .constant(0.1))
    ) {
      { θ, g, t in θ - 0.1 * g / (1 + (g / 2) * (g / 2)).squareRoot() }
    }
  }

  @Test func `comes before the decay of L2, and explains itself`() throws {
    let optimizer = try Optimizer(
      transforms: [.smoothClip(limit: 2), .clip(globalNorm: 1)], moments: .gradient,
      preconditioner: .identity, decay: .l2(0.01), schedule: .constant(0.1))
    #expect(
      optimizer.explain() == """
        η ← 0.1
        g ← g / √(1 + (g / 2)^2)
        g ← g·min(1, 1 / norm(g))
        g ← g + 0.01·θ
        d ← g
        θ ← θ − η·d
        """)
  }

  @Test func `refuses a limit of 0`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = SmoothClip.smoothClip(limit: 0)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("SmoothClip: limit must be greater than 0, but is 0"))
  }
}
