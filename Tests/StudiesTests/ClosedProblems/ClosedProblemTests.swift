@testable import Studies
import Descent
import Testing

/// Stable decay that forgot the gain.
private struct WithoutGain: DecayPolicy {
  static let name = "withoutGain"
  static let source = "a mistake"
  let rate: Double
  var share: Formula { .η * Formula(rate) }
}

@Suite struct ClosedProblemTests {
  /// The share that decay takes in each step, over what stable decay is to take; gradients of 0.1.
  private func shares(_ decay: any DecayPolicy) throws -> [Double] {
    var problem = try ClosedProblem(
      .adam(learningRate: .constant(0.01), decay: decay),
      starts: [[Float](repeating: 1, count: 48)])
    let root = 0.1 * (48.0 / 64).squareRoot()
    return try (0..<200).map { _ in
      try problem.step { _, _, gradient in for i in gradient.indices { gradient[i] = 0.1 } }
        / (0.01 * 0.5 / root)
    }
  }

  @Test func theWitnessTellsTheShareOfEveryStep() throws {
    for share in try shares(.stable(0.5)) { #expect(abs(share - 1) < 1e-4) }
  }

  @Test func theWitnessSeesAWrongDecay() throws {
    for share in try shares(WithoutGain(rate: 0.5)) { #expect(share < 0.1) }
    for share in try shares(.stable(0.5).until(step: 100)).suffix(100) { #expect(share == 0) }
  }

  @Test func gradientsMoveTheTensors() throws {
    var problem = try ClosedProblem(
      .sgd(learningRate: .constant(0.5)), starts: [[1, 3], [8]])
    try problem.step { tensor, values, gradient in
      for i in gradient.indices { gradient[i] = tensor == 0 ? values[i] : 2 }
    }
    #expect(problem.mean(of: 0) == 1)
    #expect(problem.mean(of: 1) == 7)
  }

  /// It would be below the smallest `Float` after 130 steps, were it not begun anew.
  @Test func theWitnessOutlivesStrongDecay() throws {
    var problem = try ClosedProblem(
      .sgd(learningRate: .constant(0.5), decay: .decoupled(0.999)), starts: [[1]])
    for step in 1...400 {
      let share = try problem.step { _, _, gradient in gradient[0] = 0 }
      #expect(abs(share - 0.4995) < 1e-5, "\(step)")
    }
  }
}
