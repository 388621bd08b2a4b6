import Descent
import Kernels
import Foundation
import Testing

@Suite struct AfterScalingTests {
  /// More elements than a piece, and a piece left over.
  private let long = GradientSeries("long", steps: 5, elements: 600) { t, i in
    Float((t * 31 + i * 17) % 41) - 20.25
  }

  @Test(arguments: GradientSeries.ordinary)
  func `is LaProp's Algorithm 1`(_ series: GradientSeries) {
    let moments = ExponentialAverage.exponential(beta: 0.9).after(
      .rootMeanSquare(beta: 0.99, epsilon: 1e-8))
    expect(directions(of: moments, series), areNear: eachElement(series, laprop))
  }

  @Test func `works piece by piece`() {
    let moments = ExponentialAverage.exponential(beta: 0.9).after(
      .rootMeanSquare(beta: 0.99, epsilon: 1e-8))
    expect(directions(of: moments, long), areNear: eachElement(long, laprop))
  }

  @Test func `the average of an unchanged gradient is the average`() {
    let rows = directions(of: HeavyBall.heavyBall(beta: 0.9).after(.identity), long)
    #expect(rows == directions(of: HeavyBall.heavyBall(beta: 0.9), long))
  }

  @Test func `keeps the scalars of both apart`() {
    let moments = NesterovAverage.nesterovAverage(beta: 0.9).after(.identity)
    #expect(
      directions(of: moments, long)
        == directions(of: NesterovAverage.nesterovAverage(beta: 0.9), long))
  }

  @Test func `the gradient after scaling is the scaled gradient, bit for bit`() throws {
    let drive = try #require(Drive.shared)
    let groups = [
      ReferenceCase.Group(
        name: "all", learningRateMultiplier: 1, decayMultiplier: 1,
        parameters: ["a", "b", "c", "d", "e"])
    ]
    let inside = Composition(
      moments: Gradient().after(.rootMeanSquare()), preconditioner: .identity,
      decay: .stable(0.01), schedule: .constant(0.1))
    let outside = Composition(
      moments: .gradient, preconditioner: .rootMeanSquare(), decay: .stable(0.01),
      schedule: .constant(0.1))
    #expect(try drive.replay(inside, groups) == drive.replay(outside, groups))
  }

  @Test func `keeps whole parameters and their decay together`() throws {
    let a = Parameter("a", shape: [2, 2], [1, 2, 3, 4])
    let b = Parameter("b", [5])
    let group = ParameterGroup("all", [a, b])
    var optimizer = try Optimizer(
      moments: .exponential(beta: 0.5, correctsBias: false).after(UnitNorm()),
      preconditioner: .identity, decay: .decoupled(0.1), schedule: .constant(0.5))
    var expected: [[Double]] = [[1, 2, 3, 4], [5]]
    var averages: [[Double]] = [[0, 0, 0, 0], [0]]
    for step in 1...3 {
      let gradients: [[Float]] = [[3, 0, 0, 4].map { $0 * Float(step) }, [-2]]
      a.setGradient(gradients[0])
      b.setGradient(gradients[1])
      try optimizer.step([group])
      for p in expected.indices {
        let norm = p == 0 ? 5 * Double(step) : 2
        for i in expected[p].indices {
          let scaled = Double(step) * Double(gradients[p][i]) / norm + 0.1 * expected[p][i]
          averages[p][i] = 0.5 * averages[p][i] + 0.5 * scaled
          expected[p][i] -= 0.5 * averages[p][i]
        }
      }
      #expect(Tolerance().holds(Array(a.value), expected[0], steps: step))
      #expect(Tolerance().holds(Array(b.value), expected[1], steps: step))
    }
    #expect(optimizer.explain().contains("λ ← 0.1\n"))
  }

  @Test func `refuses what it can't average`() {
    let inside = #""average": {"name": "adaptiveInertia"}, "scaling": {"name": "identity"}"#
    let error = #expect(throws: RecipeError.self) {
      try Composition(
        json: #"{"recipe": "sgd", "moments": {"name": "afterScaling", \#(inside)}}"#,
        catalogue: .standard)
    }
    #expect(error?.description.contains("average must measure no gradients") == true)
  }

  @Test func `has no gain where the mean must be measured`() throws {
    let moments = Gradient().after(.amsgrad())
    #expect(throws: OptimizerError.self) {
      try Optimizer(
        moments: moments, preconditioner: .identity, decay: .stable(0.1), schedule: .constant(1))
    }
    _ = try Optimizer(
      moments: moments, preconditioner: .identity, decay: .none, schedule: .constant(1))
  }

  @Test func `explains both`() throws {
    let optimizer = try Optimizer(
      moments: .exponential(beta: 0.9).after(.rootMeanSquare(beta: 0.5, epsilon: 0)),
      preconditioner: .amsgrad(beta: 0.25, epsilon: 1), decay: .none, schedule: .constant(1))
    #expect(
      optimizer.explain() == """
        η ← 1
        d ← g
        v ← 0.5·v + (1 − 0.5)·g^2
        d ← d / √(v / (1 − 0.5^t))
        u ← d
        m ← 0.9·m + (1 − 0.9)·u
        d ← m / (1 − 0.9^t)
        v′ ← 0.25·v′ + (1 − 0.25)·g^2
        w ← max(w, v′)
        d ← d / (√(w / (1 − 0.25^t)) + 1)
        θ ← θ − η·d
        """)
  }

  /// The paper's lines with μ = 0.9 and ν = 0.99, corrected as there; ε is outside the root.
  private func laprop(_ gradients: [Double]) -> [Double] {
    var n = 0.0
    var m = 0.0
    return gradients.enumerated().map { index, g in
      let t = Double(index + 1)
      n = 0.99 * n + (1 - 0.99) * g * g
      let root = (n / (1 - pow(0.99, t))).squareRoot()
      m = 0.9 * m + (1 - 0.9) * g / (root + 1e-8)
      return m / (1 - pow(0.9, t))
    }
  }
}

/// The gradient over its norm, times the number of the step as counted in a state array of its own
/// shape, with the decay added.
private struct UnitNorm: Preconditioner {
  static let name = "unitNorm"
  var granularity: Granularity { .parameter }
  var lines: [Assignment] {
    let n: Formula = "n"
    return [n ← n + 1, .d ← n * .d / .parameterNorm(.d), .d ← .d + .λ * .θ]
  }

  func stateArrays(for shape: [Int]) -> [StateArray] { [StateArray("n", shape: [1])] }

  func pass(at step: StepContext) -> any PreconditionerPass {
    Pass(decayWeight: Float(step.decay))
  }

  private struct Pass: PreconditionerPass {
    let decayWeight: Float

    func rescale(_ direction: inout MutableSpan<Float>, tile: Tile, state: inout StateView) {
      state[0, 0] += 1
      let norm = sumOfSquares(direction.span).squareRoot()
      for i in direction.indices {
        direction[i] =
          state[0, 0] * direction[i] / Float(norm) + decayWeight * tile.parameters[i]
      }
    }
  }
}
