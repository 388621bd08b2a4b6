import Descent
import OptimizationTesting
import Testing

@Suite struct PartLawsTests {
  /// The parts that have no meaning with plain parts around them; `ListeningLawTests` has what goes with
  /// them.
  private static let pairedParts: Set = [
    "scaledByDistance", "prodigyRate", "dAdaptedAdamRate", "momoRate",
  ]

  @Test func `parts of all roles pass the laws of their role`() throws {
    let laws = CompositionLaws(cases: 2, seed: 2_011_11152, largest: 40)
    for entry in Catalogue.standard.entries where !Self.pairedParts.contains(entry.name) {
      switch entry.prototype {
      case let part as any MomentEstimator: try MomentEstimatorLaws(laws).check(part)
      case let part as any Preconditioner: try PreconditionerLaws(laws).check(part)
      case let part as any DecayPolicy: try DecayPolicyLaws(laws).check(part)
      case let part as any LearningRateSchedule: try LearningRateScheduleLaws(laws).check(part)
      case let part as any GradientTransform: try GradientTransformLaws(laws).check(part)
      case is any SquareEstimator, is any Divisor: continue
      default: Issue.record("\(entry.name) has no role")
      }
    }
  }
}
