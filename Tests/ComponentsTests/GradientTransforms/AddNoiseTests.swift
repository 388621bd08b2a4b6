import Descent
import Testing

@Suite struct AddNoiseTests {
  /// The noise of a step, element by element: what descent at a rate of 1 subtracts.
  private func noise(
    _ shapes: [Int], steps: Int = 1, seed: UInt64 = 7, measured: Bool = false, threads: Int = 1
  ) throws -> [Float] {
    var optimizer = try Optimizer(
      .descent(
        .none, transforms: [.noise(variance: 4, seed: seed)] + (measured ? [.skipNonFinite] : []),
        schedule: .constant(1)))
    optimizer.threads = threads
    let parameters = shapes.enumerated().map { index, count in
      Parameter("p\(index)", Array(repeating: Float(0), count: count))
    }
    let group = ParameterGroup("all", parameters)
    var last: [Float] = []
    for _ in 1...steps {
      let before = parameters.flatMap { Array($0.value) }
      for parameter in parameters {
        parameter.setGradient(Array(repeating: 0, count: parameter.count))
      }
      try optimizer.step([group])
      last = zip(before, parameters.flatMap { Array($0.value) }).map { $0 - $1 }
    }
    return last
  }

  @Test func `the same for any grouping into parameters, and when measured first`() throws {
    let whole = try noise([1_500])
    #expect(try noise([1, 599, 900]) == whole)
    #expect(try noise([1_500], measured: true) == whole)
    #expect(try noise([1_500], seed: 8) != whole)
    #expect(try noise([1_500], steps: 2) != whole)
  }

  @Test(arguments: [1, 2])
  func `normal, of the annealed variance`(_ step: Int) throws {
    let count = 20_000
    let deviation = StepContext(for: AddNoise.noise(variance: 4, seed: 7), at: step)["σ"]
    #expect(abs(deviation - (step == 1 ? 2 : 2 * 0.826446)) < 1e-5)
    // Steps after the first add to parameters that are no longer 0; their rounding is far below.
    let z = try noise([count], steps: step).map { Double($0) / deviation }
    func moment(_ power: Int) -> Double {
      let powers: [Double] = z.map { x in (0..<power).reduce(1.0) { product, _ in product * x } }
      return powers.reduce(0, +) / Double(count)
    }
    // Five standard errors of each moment of a standard normal sample.
    let error = 5 / Double(count).squareRoot()
    #expect(abs(moment(1)) < error)
    #expect(abs(moment(2) - 1) < error * 2.0.squareRoot())
    #expect(abs(moment(3)) < error * 15.0.squareRoot())
    #expect(abs(moment(4) - 3) < error * 96.0.squareRoot())
    let products: [Double] = zip(z, z.dropFirst()).map { $0 * $1 }
    let neighbours = products.reduce(0, +) / Double(count)
    #expect(abs(neighbours) < error)
  }

  @Test func `no variance, no change`() throws {
    let noise: AddNoise = .noise(variance: 0, seed: 1)
    let action = noise.action(at: StepContext(for: noise, at: 1))
    guard case .keep = action else {
      Issue.record("\(action)")
      return
    }
  }
}
