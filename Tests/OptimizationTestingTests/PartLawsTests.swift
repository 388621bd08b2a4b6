import Descent
import OptimizationTesting
import Testing

@Suite struct PartLawsTests {
  /// The parts that have no meaning with plain parts around them; `ListeningLawTests` has what goes with
  /// them.
  private static let pairedParts: Set = [
    "scaledByDistance", "prodigyRate", "dAdaptedAdamRate", "momoRate",
  ]

  /// An average that takes the decay in keeps it, though nothing moves at a rate of 0.
  @Test func `an absorbed decay is that of a rate near 0 where the rate is 0`() throws {
    let composition = Composition(
      moments: .exponential(beta: 0.5).withDecay(), preconditioner: .identity,
      decay: .decoupled(0.5), schedule: .list([0, 0.1, 0, 0.2, 0]))
    try CompositionLaws(cases: 8, seed: 7, largest: 20).check(composition)
  }

  /// Prototypes decay too little for a decay that is left out to show.
  @Test func `decays of weight pass the laws`() throws {
    let laws = CompositionLaws(cases: 1, seed: 3, largest: 20)
    for decay in [.l2(0.5), .decoupled(0.5), .stable(0.25)] as [any DecayPolicy] {
      try DecayPolicyLaws(laws).check(decay)
    }
  }

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
