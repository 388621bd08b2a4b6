import Descent
import Foundation
import Storing
import TestSupport
import Testing

@Suite struct StableWeightDecayStepTests {
  @Test func `nothing decays while all gradients are zero`() throws {
    let weight = Parameter("w", [1, 2])
    let group = ParameterGroup("all", [weight])
    weight.setGradient([0, 0])
    var optimizer = try Optimizer(.adams(learningRate: .constant(0.1), weightDecay: 0.5))
    let report = try optimizer.step([group])
    #expect(Array(weight.value) == [1, 2])
    #expect(report.decayRate == 0)
  }

  @Test func `tiny gradients stop at zero instead of turning the sign`() throws {
    // The authors' code sends [1, 2] to [−49, −98] here.
    let weight = Parameter("w", [1, 2])
    let group = ParameterGroup("all", [weight])
    weight.setGradient([1e-5, 1e-5])
    var optimizer = try Optimizer(.adams(learningRate: .constant(0.01), weightDecay: 0.05))
    let report = try optimizer.step([group])
    #expect(report.decayWasLimited)
    #expect(Array(weight.value).allSatisfy { abs($0) < 0.011 })
  }

  /// ηλ is 1.5 where the rate counts thrice, and 0.5 in the other group.
  @Test(arguments: [[3.0, 1], [1, 3]])
  func `a decay that is limited in one of two groups is reported`(multipliers: [Double]) throws {
    let parameters = [Parameter("a", [4]), Parameter("b", [4])]
    for parameter in parameters { parameter.setGradient([0]) }
    let groups = zip(parameters, multipliers).map {
      ParameterGroup($0.name, [$0], decayMultiplier: $1)
    }
    var optimizer = try Optimizer(.sgdw(learningRate: .constant(1), weightDecay: 0.5))
    let report = try optimizer.step(groups)
    #expect(report.decayWasLimited)
    #expect(parameters.map { $0.value[0] } == multipliers.map { $0 == 3 ? 0 : 2 })
  }

  @Test func `the scalar follows the stored second moment`() throws {
    // The recurrence of the sum, against the mean of the array that AMSGrad measures; v never falls
    // here, so that the two are the same number.
    let steps = 300
    func ratios(_ amsgrad: Bool) throws -> [Double] {
      let parameters = Problem().makeParameters()
      let group = ParameterGroup("all", parameters)
      var optimizer = try Optimizer(
        amsgrad
          ? .amsgrad(learningRate: .constant(1e-3), beta2: 0.9, decay: .stable(5e-4))
          : .adams(learningRate: .constant(1e-3), beta2: 0.9))
      return try (1...steps).map { step in
        for parameter in parameters {
          parameter.setGradient((0..<parameter.count).map { Float($0 + 1) * Float(step) * 1e-3 })
        }
        return try #require(try optimizer.step([group]).rootMeanSecondMoment)
      }
    }
    let (followed, measured) = (try ratios(false), try ratios(true))
    for (a, b) in zip(followed, measured) { #expect(abs(a / b - 1) < 1e-6) }
  }

  @Test func `groups without decay count in the mean`() throws {
    func decayRate(otherGroups: Bool) throws -> Double? {
      let weight = Parameter("w", [1])
      let bias = Parameter("b", [1])
      weight.setGradient([1])
      bias.setGradient([3])
      let groups =
        [ParameterGroup("weights", [weight])]
        + (otherGroups ? [ParameterGroup("biases", [bias], decayMultiplier: 0)] : [])
      var optimizer = try Optimizer(.adams(learningRate: .constant(0.1), weightDecay: 0.5))
      return try optimizer.step(groups).decayRate
    }
    // v̂ of the first step is g²: the mean is 1 alone, and (1 + 9) / 2 together.
    let (alone, together) = (
      try #require(try decayRate(otherGroups: false)),
      try #require(try decayRate(otherGroups: true))
    )
    #expect(abs(alone - 0.05) < 1e-8)
    #expect(abs(together - 0.05 / 5.0.squareRoot()) < 1e-8)
  }

  /// The mean is that of clipped gradients, whichever parameter is clipped.
  @Test(arguments: [Composition.adams(learningRate: .constant(0.1), weightDecay: 0.5)])
  func `parameters that are clipped each by its norm count as they are seen`(
    _ composition: Composition
  ) throws {
    var composition = composition
    composition.transforms = [.clip(parameterNorm: 1)]
    for order in [["calm", "wild"], ["wild", "calm"]] {
      let parameters = order.map { Parameter($0, [1]) }
      for parameter in parameters { parameter.setGradient([parameter.name == "wild" ? 30 : 0.5]) }
      var optimizer = try Optimizer(composition)
      let report = try optimizer.step([ParameterGroup("all", parameters)])
      // v̂ of the first step is g²: ½² and 1².
      let rate = try #require(report.decayRate)
      #expect(abs(rate - 0.05 / 0.625.squareRoot()) < 1e-7, "\(order)")
    }
  }

  @Test func `decay per effective learning rate is constant`() throws {
    let problem = Problem()
    let parameters = problem.makeParameters()
    let group = ParameterGroup("all", parameters)
    var stable = try Optimizer(
      .adams(learningRate: .cosine(peak: 0.01, steps: 9, end: 0.001), weightDecay: 0.02))
    for step in 1...8 {
      problem.setGradients(parameters, step: step)
      let ratio = try #require(try stable.step([group]).decayPerEffectiveLearningRate)
      #expect(abs(ratio - 0.02) < 1e-12)
    }
  }

  @Test func `a report's rate of decay is that before the multipliers of a group`() throws {
    for (rate, decay) in [(1.0, 1.0), (2, 1), (1, 3), (2, 3)] {
      let weight = Parameter("w", [1])
      let group = ParameterGroup(
        "all", [weight], learningRateMultiplier: rate, decayMultiplier: decay)
      var optimizer = try Optimizer(.adamw(learningRate: .constant(0.125), weightDecay: 0.5))
      weight.setGradient([2])
      #expect(try optimizer.step([group]).decayRate == 0.0625)
    }
  }

  @Test func `a report of decoupled decay knows the effective learning rate when asked`() throws {
    let weight = Parameter("w", [1, 1])
    let group = ParameterGroup("all", [weight])
    weight.setGradient([2, 2])
    let composition = Composition.adamw(learningRate: .constant(0.1), weightDecay: 0.5)
    var silent = try Optimizer(composition)
    #expect(try silent.step([group]).effectiveLearningRate == nil)
    var optimizer = try Optimizer(composition, measuresGain: true)
    let report = try optimizer.step([group])
    #expect(report.decayRate == 0.05)
    let effective = try #require(report.effectiveLearningRate)
    #expect(abs(effective - 0.05) < 1e-8)
  }

  /// v̂ is g² for gradients that stay: 1 for what was there from the first step, 9 for what came later.
  @Test func `parameters of different ages count in the mean by their own steps`() throws {
    for order in [["early", "late"], ["late", "early"]] {
      let parameters = order.map { Parameter($0, [1]) }
      let groups = [ParameterGroup("all", parameters)]
      var optimizer = try Optimizer(
        .adams(learningRate: .constant(0.01)), missingGradients: .leaveOut)
      for step in 1...4 {
        for parameter in parameters {
          if parameter.name == "early" { parameter.setGradient([1]) }
          if parameter.name == "late", step > 2 { parameter.setGradient([3]) }
        }
        let mean = try #require(try optimizer.step(groups).rootMeanSecondMoment)
        let expected = step > 2 ? 5.0.squareRoot() : 1
        #expect(abs(mean - expected) < 1e-5, "\(order), step \(step)")
      }
    }
  }

  /// Whether it is followed by a recurrence or, as an estimator changes what is measured, taken of the array.
  @Test func `the mean is that of the array, whatever the estimator shows it`() throws {
    for composition in [
      Composition.adam(learningRate: .constant(0.01), beta2: 0.9, decay: .stable(0.1)),
      .adan(learningRate: .constant(0.01), beta3: 0.9, decay: .stable(0.1)),
    ] {
      let problem = Problem(shapes: [[5], [3, 4]])
      let parameters = problem.makeParameters()
      let groups = [ParameterGroup("all", parameters)]
      var optimizer = try Optimizer(composition)
      for step in 1...4 {
        problem.setGradients(parameters, step: step)
        let root = try #require(try optimizer.step(groups).rootMeanSecondMoment)
        let file = try SafeTensors(optimizer.checkpoint(of: groups))
        let squares = try parameters.flatMap {
          try #require(file.singles("state/\($0.name)/preconditioner/v"))
        }
        let mean = squares.reduce(0) { $0 + Double($1) } / Double(squares.count)
        let corrected = mean / (1 - pow(0.9, Double(step)))
        #expect(abs(root * root / corrected - 1) < 1e-5, "step \(step)")
      }
    }
  }
}
