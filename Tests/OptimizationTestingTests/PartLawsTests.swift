import Descent
@testable import OptimizationTesting
import Testing

@Suite struct PartLawsTests {
  /// The parts that have no meaning with plain parts around them; `ListeningLawTests` has what goes with
  /// them.
  private static let pairedParts: Set = [
    "scaledByDistance", "prodigyRate", "dAdaptedAdamRate", "momoRate",
  ]

  @Test func `cases have sizes on both sides of a tile`() {
    let composition = Composition.adam(learningRate: .constant(1))
    var seen: [Int: Set<Int>] = [:]
    for seed in 0..<200 as Range<UInt64> {
      let drawn = LawCase(seed: seed, for: composition, largest: 600)
      seen[drawn.tile, default: []].formUnion(drawn.shapes.map { $0.reduce(1, *) })
    }
    #expect(seen.count == 2)
    for (tile, sizes) in seen {
      #expect(sizes.isSuperset(of: [1, tile - 1, tile, tile + 1, 2 * tile + 3, 600]))
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
