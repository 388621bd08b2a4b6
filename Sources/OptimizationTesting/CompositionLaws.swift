import Autodiff
import Foundation
import Kernels
public import Optimization

/// The laws of compositions, and how many cases are drawn for each.
///
/// ```swift
/// import OptimizationTesting
/// try CompositionLaws(cases: 1).check(.adamw(learningRate: .constant(0.01)))
/// ```
///
/// Where the environment variable `DESCENT_SEED` is a number, it takes the place of the seed, so that
/// the line in a `LawViolation` runs the case that failed first.
public struct CompositionLaws: Sendable {
  /// The laws to check.
  public let laws: [Law]

  /// The number of cases that are drawn for a composition, in `1...`.
  public let cases: Int

  /// What the cases are drawn from; the first case has this seed itself.
  public let seed: UInt64

  /// The number of elements of the large parameter that is drawn now and then, in `1...`; it takes
  /// some 70,000 for threads to share a step.
  public let largest: Int

  /// Creates a checker.
  ///
  /// - Parameters:
  ///   - laws: left out, all that need nothing but the composition.
  ///   - cases: the number of cases for a composition, in `1...`.
  ///   - seed: what the cases are drawn from, unless the environment says otherwise.
  ///   - largest: the number of elements of the large parameter, in `1...`.
  public init(
    _ laws: [Law] = Law.all, cases: Int = 8, seed: UInt64 = 1, largest: Int = 600
  ) {
    require(cases > 0, "CompositionLaws: cases must be in 1..., but is \(cases)")
    require(largest > 0, "CompositionLaws: largest must be in 1..., but is \(largest)")
    self.laws = laws
    self.cases = cases
    self.seed = ProcessInfo.processInfo.environment["DESCENT_SEED"].flatMap { UInt64($0) } ?? seed
    self.largest = largest
  }
}

extension CompositionLaws {
  /// Checks all laws that say anything about a composition.
  ///
  /// - Parameter composition: any parts that have a meaning together.
  /// - Returns: the number of times that a law was put to a case.
  /// - Throws: a `LawViolation` with the smallest case and the plainest composition found; `OptimizerError` where the parts have no
  ///   meaning together, or can't take a step.
  @discardableResult
  public func check(_ composition: Composition) throws -> Int {
    _ = try Optimizer(composition)
    let applying = laws.filter { $0.applies(composition) }
    var seeds = SplitMix64(seed: seed)
    var next = seed
    var count = 0
    for _ in 0..<cases {
      let drawn = LawCase(seed: next, for: composition, largest: largest)
      next = seeds.next()
      // What a transform is there to refuse is no case for a law.
      guard let trial = try unlessRefused({ try Trial(composition, drawn) }) else { continue }
      for law in applying {
        count += 1
        let finding = try unlessRefused { try law.finding(trial) }
        if case let finding?? = finding { throw violation(of: law, composition, drawn, finding) }
      }
    }
    return count
  }

  /// The result, or nil where a transform refused a gradient, or a schedule made no rate of one.
  private func unlessRefused<Result>(_ body: () throws -> Result) throws -> Result? {
    do { return try body() } catch let error as OptimizerError
      where [.refusedGradient, .unsuitableLearningRate].contains(error.code)
    { return nil }
  }

  private func violation(
    of law: Law, _ composition: Composition, _ drawn: LawCase, _ finding: String
  ) -> LawViolation {
    var (composed, smallest, found) = (composition, drawn, finding)
    // In turn, until neither can be made smaller.
    var isShrinking = true
    while isShrinking {
      isShrinking = false
      for smaller in smallest.smaller {
        guard let finding = self.finding(law, composed, smaller) else { continue }
        (smallest, found, isShrinking) = (smaller, finding, true)
        break
      }
      for plainer in composed.plainer {
        guard let finding = self.finding(law, plainer, smallest) else { continue }
        (composed, found, isShrinking) = (plainer, finding, true)
        break
      }
    }
    return LawViolation(
      law: law.name, composition: composition.listing, smallestComposition: composed.listing,
      seed: drawn.seed, smallestCase: smallest.description, finding: found)
  }

  /// How a composition breaks a law in a case that may not fit it; nil where it does not.
  private func finding(_ law: Law, _ composition: Composition, _ drawn: LawCase) -> String? {
    guard law.applies(composition),
      drawn.shapes.allSatisfy({ composition.refusal(of: $0) == nil }),
      let trial = try? Trial(composition, drawn)
    else { return nil }
    return try? law.finding(trial)
  }
}
