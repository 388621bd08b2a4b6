import Descent
import Testing

/// What must stop the program, by what it says then.
struct TrapTests {
  private static let traps: [String: @Sendable () throws -> Void] = [
    "Guess: rate must be in 0..., but is -1": { _ = Guess(rate: -1).checked() },
    "learningRate: the step must be in 1..., but is 0": {
      _ = CosineDecay.cosine(peak: 1, steps: 10).learningRate(at: 0)
    },
    "Optimizer: threads must be in 1..., but is 0": {
      var optimizer = try Optimizer(.sgd(learningRate: .constant(1)))
      optimizer.threads = 0
    },
    "Optimizer: ConstantRate follows no metric": {
      var optimizer = try Optimizer(.sgd(learningRate: .constant(1)))
      optimizer.observe(metric: 1)
    },
    // The gradient of w² at the old weight would be taken at the new one.
    "backward: a step has changed w since the loss was computed from it; take the backward pass "
      + "before the step, or compute the loss again": {
        let weight = Parameter("w", [3])
        let group = ParameterGroup("all", [weight])
        var optimizer = try Optimizer(.sgd(learningRate: .constant(1)))
        let loss = (Tensor(weight) * Tensor(weight)).sum()
        weight.setGradient([1])
        try optimizer.step([group])
        loss.backward()
      },
  ]

  /// A component of a role of its own.
  private struct Guess: Component {
    static let name = "guess"
    static let role = Role(Guess.self)
    let rate: Double
    var bounds: [Bound<Self>] { [Bound(\.rate, in: 0...)] }
  }

  @Test(arguments: traps.keys.sorted())
  func `stops with its message`(_ message: String) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      [message] in try TrapTests.traps[message]?()
    }
    let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(said.contains(": \(message)\n"))
  }
}
