import Autodiff
import Descent
import Testing

/// Decays smaller than a rounding of the parameter.
@Suite struct SmallDecayTests {
  @Test(arguments: [2e-8, 3e-8, 1e-7, 3e-7, 1e-6])
  func `are not lost where noise moves the parameters`(_ share: Double) throws {
    let (count, steps) = (4_000, 100)
    func mean(_ decay: any DecayPolicy) throws -> Double {
      let parameter = Parameter("w", Array(repeating: 1, count: count))
      let group = ParameterGroup("all", [parameter])
      var optimizer = try Optimizer(
        moments: .gradient, preconditioner: .identity, decay: decay, schedule: .constant(1e-3))
      var generator = SplitMix64(seed: 11)
      for _ in 1...steps {
        parameter.setGradient((0..<count).map { _ in 2 * generator.nextUniform() - 1 })
        try optimizer.step([group])
      }
      return parameter.value.reduce(0) { $0 + Double($1) } / Double(count)
    }
    // The same noise, so that only the decay and roundings differ; those are 1e-8 in the mean.
    let taken = try mean(.none) - mean(.vanilla(share))
    #expect(abs(taken / (Double(steps) * share) - 1) < 0.02)
    // The usual factor takes away nothing of the first and half again too much of the second.
    let factor = 1 - Double(Float(1 - share))
    if share < 1e-7 { #expect(abs(factor / share - 1) > 0.5) }
  }
}
