import Descent
import Foundation
import Testing

/// Any V with any F.
@Suite struct DividedTests {
  static let estimators: [any SquareEstimator] = [
    .mean(beta: 0.9), .mean(beta: 0.9, start: 0.5), .variance(beta: 0.9), .sum(start: 0.1),
    .even(beta: 0.9), .surprise(beta: 0.9, epsilonInAverage: 1e-3), .mixture(beta: 0.9, nu: 0.7),
    MeanSquare.mean(beta: 0.9).runningMaximum(),
    MeanSquare.mean(beta: 0.9).runningMaximum(correctsFirst: true),
    EvenMeanSquare.even(beta: 0.9).runningMaximum(), .laggedMean(beta: 0.9),
  ]

  static let divisors: [any Divisor] = [
    .root(epsilon: 1e-3), .root(epsilon: 1e-3, correctsEpsilon: true),
    .root(epsilon: 0.01, epsilonInRoot: 1e-3, correctsBias: false), .power(0.2, epsilon: 1e-3),
    .closingBounds(epsilon: 1e-3, finalScale: 2, gamma: 0.3), .flooredRoot(epsilon: 1e-3),
    .flooredRoot(epsilon: 1e-3, clips: false),
  ]

  static let sizes: [any SquareEstimator] = [
    .fadingMaximum(beta: 0.8), FadingMaximum.fadingMaximum(beta: 0.8).runningMaximum(),
  ]

  static let pairs =
    estimators.flatMap { squares in divisors.map { Divided.divided(by: $0, keeping: squares) } }
    + sizes.map { Divided.divided(by: .magnitude(epsilonOutside: 1e-3), keeping: $0) }

  /// The pairs by what is written of them.
  static let all = Dictionary(uniqueKeysWithValues: pairs.map { (written($0), $0) })

  private static func written(_ divided: Divided) -> String {
    (try? Catalogue.standard.value(of: divided).description) ?? ""
  }

  @Test(arguments: all.keys.sorted())
  func `step as they print`(_ name: String) throws {
    let divided = try #require(Self.all[name])
    for decay: any DecayPolicy in [.decoupled(0.5), .stable(0.05)] {
      let composition = Composition(
        moments: .exponential(beta: 0.8), preconditioner: divided, decay: decay,
        schedule: .linear(from: 0.02, to: 0.01, steps: 5))
      if composition.hasMeaning {
        try ExplanationCheck().expect(composition)
      } else {
        #expect(divided.gain == nil)
      }
    }
  }

  @Test(arguments: all.keys.sorted())
  func `have the bits of two passes where they have one loop`(_ name: String) throws {
    let divided = try #require(Self.all[name])
    for series in GradientSeries.squarable {
      let expected = bits(divided, series)
      #expect(bits(divided.inTwoPasses, series) == expected)
      #expect(bits(divided.elementByElement, series) == expected)
    }
  }

  /// The named ones are those that have a loop of their own.
  @Test func `have one loop where they have a name`() throws {
    let named: [Divided] = [
      .rootMeanSquare(), .rootMeanSquare(correctsBias: false, centered: true), .amsgrad(),
      .amsgrad(correction: .beforeMaximum), .adagrad(), .yogi(), .adabelief(), .partialPower(),
      .partialPower(keepsMaximum: false), .adabound(), .adabound(keepsMaximum: true),
      .laggedRootMeanSquare(), .quasiHyperbolic(), .infinityNorm(),
    ]
    for divided in named {
      let step = StepContext(for: divided, at: 2)
      #expect(divided.squares.pair(with: divided.divisor, at: step) != nil, "\(divided)")
      #expect(divided.inTwoPasses.squares.pair(with: divided.divisor, at: step) == nil)
    }
  }

  @Test(arguments: all.keys.sorted())
  func `are written and read`(_ name: String) throws {
    let divided = try #require(Self.all[name])
    let value = try Catalogue.standard.value(of: divided)
    let read = try Catalogue.standard.part(value, as: (any Preconditioner).self)
    #expect(read as? Divided == divided)
  }

  @Test func `have the fields of what is inside under their names`() throws {
    let read = try Catalogue.standard.part(
      .object(["name": "partialPower", "beta": 0.5, "power": 0.25]), as: (any Preconditioner).self)
    #expect(read as? Divided == .partialPower(0.25, beta: 0.5))
    let error = #expect(throws: RecipeError.self) {
      try Catalogue.standard.part(
        .object(["name": "yogi", "beta": 2.0]), as: (any Preconditioner).self)
    }
    #expect(error?.description.contains("beta must be in 0 ..< 1, but is 2") == true)
  }

  @Test(arguments: GradientSeries.squarable)
  func `a power of Yogi's mean is as in both papers`(_ series: GradientSeries) {
    let padam = Divided.divided(
      by: .power(0.125, epsilon: 1e-3), keeping: .even(beta: 0.9, start: 0))
    expect(
      rescaled(by: padam, series),
      areNear: eachElement(series) { gradients in
        var v = 0.0
        return gradients.enumerated().map { index, g in
          let sign = v > g * g ? 1.0 : (v < g * g ? -1 : 0)
          v -= (1 - 0.9) * sign * g * g
          let weight = 1 - pow(0.9, Double(index + 1))
          return g * weight.squareRoot() / pow(v.squareRoot() + 1e-3, 0.25)
        }
      })
  }

  private func bits(_ divided: Divided, _ series: GradientSeries) -> [[UInt32]] {
    rescaled(by: divided, series, scale: { 1 / (1 - pow(0.8, Double($0))) }).map {
      // A sum of infinities may be any NaN.
      $0.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
    }
  }
}

extension Divided {
  /// The same without the loop of a pair.
  fileprivate var inTwoPasses: Divided { unpaired(takesTiles: true) }

  /// The same by the function of an element alone, as a part around the estimator would call it.
  fileprivate var elementByElement: Divided { unpaired(takesTiles: false) }

  private func unpaired(takesTiles: Bool) -> Divided {
    func unpaired(_ squares: some SquareEstimator) -> Divided {
      Divided.divided(by: divisor, keeping: Unpaired(base: squares, takesTiles: takesTiles))
    }
    return unpaired(squares)
  }
}

/// An estimator that has no pair.
private struct Unpaired<Base: SquareEstimator>: SquareEstimator {
  static var name: String { "unpaired" }
  let base: Base
  let takesTiles: Bool

  var arrays: [StateArray] { base.arrays }
  var lines: [Assignment] { base.lines }
  var estimate: Formula { base.estimate }
  var square: Formula { base.square }
  var retention: Double? { base.retention }
  var isMagnitude: Bool { base.isMagnitude }
  var isLagged: Bool { base.isLagged }

  func pass(at step: StepContext) -> any SquarePass {
    takesTiles ? base.pass(at: step) : ElementPass(base: base.pass(at: step))
  }
}

/// A pass that hides the tiles of another one.
private struct ElementPass: SquarePass {
  let base: any SquarePass

  func keep(
    _ state: inout StateView, from first: Int, at i: Int, gradient: Float, direction: Float
  ) -> Float {
    base.keep(&state, from: first, at: i, gradient: gradient, direction: direction)
  }
}
