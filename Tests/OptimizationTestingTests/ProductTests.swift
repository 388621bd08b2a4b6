import Descent
import OptimizationTesting
import Testing

/// The laws over the product of all parts of the standard catalogue.
@Suite struct ProductTests {
  private static let seed: UInt64 = 2_011_11152

  private static let pairs: [(Role, Role)] = [
    (.momentEstimator, .preconditioner), (.momentEstimator, .decayPolicy),
    (.preconditioner, .decayPolicy), (.decayPolicy, .schedule),
    (.transform, .momentEstimator), (.transform, .preconditioner), (.transform, .decayPolicy),
    (.transform, .schedule),
  ]

  @Test(arguments: pairs)
  func `every legal pair keeps the laws`(_ first: Role, _ second: Role) throws {
    var generator = SplitMix64(seed: Self.seed)
    let product = Combinations(of: .standard)
    var checked = 0
    for (index, composition) in try product.pairs(first, second, using: &generator).enumerated()
    where (try? Optimizer(composition)) != nil {
      let laws = CompositionLaws(
        Law.all + [.recipesSurvive(in: .standard)], cases: 1, seed: Self.seed &+ UInt64(index),
        largest: 40)
      do { checked += try laws.check(composition) } catch { Issue.record(error) }
    }
    #expect(checked > 0)
  }

  @Test func `parts of all roles pass the laws of their role`() throws {
    let laws = CompositionLaws(cases: 2, seed: Self.seed, largest: 40)
    for entry in Catalogue.standard.entries {
      switch entry.prototype {
      case let part as any MomentEstimator: try MomentEstimatorLaws(laws).check(part)
      case let part as any Preconditioner: try PreconditionerLaws(laws).check(part)
      case let part as any DecayPolicy: try DecayPolicyLaws(laws).check(part)
      case let part as any LearningRateSchedule: try LearningRateScheduleLaws(laws).check(part)
      case let part as any GradientTransform: try GradientTransformLaws(laws).check(part)
      default: Issue.record("\(entry.name) has no role")
      }
    }
  }
}
